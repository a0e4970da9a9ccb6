global using System.Text.Json;
global using Dhmad.Api.Tests.Kit;
