namespace Dhmad.Embedded;

/// <summary>Which requests of an activation wait, which run, and which may start beside those that run. The rules are
/// Orleans' own: the request that blocks others is the first one started while none did, and it stops blocking when it
/// ends, even if other readers still run. Guarded by the activation's lock.</summary>
internal sealed class Turnstile
{
    /// <summary>Requests that may wait for one grain; at ten thousand each would wait longer than its caller does.
    /// </summary>
    private const int MaxWaiting = 10_000;

    private RequestList waiting;
    private RequestList running;
    private Request? blocking;
    private int waitingInterleavers;
    private int waitingReaders;
    private int waitingInAll;

    public bool IsEmpty => waiting.IsEmpty && running.IsEmpty;

    public bool IsFull => waitingInAll >= MaxWaiting;

    public bool HasWaiting => !waiting.IsEmpty;

    public bool HasRunning => !running.IsEmpty;

    /// <summary>Takes in a request. False: it cannot start before another ends.</summary>
    public bool Add(Request request)
    {
        waiting.Add(request);
        Count(request, 1);
        return MayStart(request);
    }

    /// <summary>Starts the first waiting request that may start, in order of arrival, or none.</summary>
    public Request? StartNext()
    {
        if (blocking is not null && waitingInterleavers + (blocking.ReadOnly ? waitingReaders : 0) == 0) return null;
        for (var request = waiting.First; request is not null; request = request.Next)
        {
            if (!MayStart(request)) continue;
            TakeOut(request);
            running.Add(request);
            if (!request.AlwaysInterleave) blocking ??= request;
            return request;
        }

        return null;
    }

    public void End(Request request)
    {
        running.Remove(request);
        if (blocking == request) blocking = null;
    }

    /// <summary>Empties the queue of what has not started.</summary>
    public List<Request> TakeWaiting()
    {
        var taken = new List<Request>();
        while (waiting.First is { } request)
        {
            TakeOut(request);
            taken.Add(request);
        }

        return taken;
    }

    /// <summary>All requests whose caller still waits at this beat of the host and should not.</summary>
    public List<Request>? Overdue(int beat)
    {
        List<Request>? overdue = null;
        for (var request = running.First; request is not null; request = request.Next) Check(request);
        for (var request = waiting.First; request is not null; request = request.Next) Check(request);
        return overdue;

        void Check(Request request)
        {
            if (request.Deadline <= beat && !request.IsAnswered) (overdue ??= []).Add(request);
        }
    }

    private bool MayStart(Request request) =>
        request.AlwaysInterleave || blocking is null || (blocking.ReadOnly && request.ReadOnly);

    private void TakeOut(Request request)
    {
        waiting.Remove(request);
        Count(request, -1);
    }

    private void Count(Request request, int change)
    {
        waitingInAll += change;
        if (request.AlwaysInterleave) waitingInterleavers += change;
        else if (request.ReadOnly) waitingReaders += change;
    }
}
