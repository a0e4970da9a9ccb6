namespace Dhmad.Domain.Webhooks;

/// <summary>Where a delivery stands; all but <see cref="Pending"/> are ends.</summary>
public enum DeliveryStatus
{
    Pending,
    Delivered,
    Failed,
}

/// <summary>Why a delivery failed for good.</summary>
public enum DeliveryFailure
{
    Rejected,
    Exhausted,
    EndpointGone,
    EndpointDisabled,
    EndpointDeleted,
}

/// <summary>Why an endpoint was switched off by itself: it answered 410, or failed for days.</summary>
public enum DisabledReason
{
    Gone,
    Failing,
}

/// <summary>Why an attempt was made: its time had come, or the developer asked.</summary>
public enum AttemptTrigger
{
    Scheduled,
    Manual,
}

/// <summary>Why an attempt got no answer.</summary>
public enum AttemptError
{
    Timeout,
    Connect,
    Tls,
    Dns,
    AddressRefused,
    Reset,
}
