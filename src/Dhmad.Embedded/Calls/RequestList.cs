namespace Dhmad.Embedded;

/// <summary>Requests in order, linked through themselves, so that an idle activation holds no arrays.</summary>
internal struct RequestList
{
    public Request? First { get; private set; }

    private Request? last;

    public readonly bool IsEmpty => First is null;

    public void Add(Request request)
    {
        request.Previous = last;
        request.Next = null;
        if (last is null) First = request;
        else last.Next = request;
        last = request;
    }

    public void Remove(Request request)
    {
        if (request.Previous is { } previous) previous.Next = request.Next;
        else First = request.Next;
        if (request.Next is { } next) next.Previous = request.Previous;
        else last = request.Previous;
        request.Next = request.Previous = null;
    }
}
