namespace Dhmad.Silo;

/// <summary>Asked by a door that wants to know whether a silo answers it.</summary>
internal interface IAnswerGrain : IGrainWithIntegerKey
{
    Task Answer();
}
