namespace Dhmad.Domain.Accounts;

/// <summary>
/// Someone known by e-mail: a user once <paramref name="Id"/> is set,
/// else an invitee or a guest. Names are "" until given.
/// </summary>
public sealed record Person(string? Id, string Email, string FirstName = "", string LastName = "");
