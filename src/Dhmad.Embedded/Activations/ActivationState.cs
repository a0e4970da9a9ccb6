namespace Dhmad.Embedded;

/// <summary>The life of an activation, in order; it never goes back.</summary>
internal enum ActivationState : byte
{
    New,
    Activating,
    Active,
    Deactivating,
    Ended,
}
