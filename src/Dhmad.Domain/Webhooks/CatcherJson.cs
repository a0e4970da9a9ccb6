using System.Text;

namespace Dhmad.Domain.Webhooks;

/// <summary>Caught requests as answers show them.</summary>
public static class CatcherJson
{
    public static byte[] List(IReadOnlyList<CaughtRequest> requests, string? nextCursor)
    {
        var json = new JsonText().Object().Array("requests");
        foreach (var request in requests) Write(json, request);
        return json.EndArray().Member("nextCursor", nextCursor).End().ToBytes();
    }

    private static void Write(JsonText json, CaughtRequest request)
    {
        json.Object().Member("id", request.Id.ToString("D")).Member("receivedAt", request.ReceivedAt).Object("headers");
        foreach (var (name, value) in request.Headers) json.Member(name, value);
        json.End().Member("body", Encoding.UTF8.GetString(request.Body))
            .Object("checks")
            .Member("signature", request.SignatureOk)
            .Member("standardSignature", request.StandardSignatureOk)
            .Member("timestamp", request.TimestampOk);
        if (request.SequenceOk is { } inOrder) json.Member("sequence", inOrder);
        else json.NullMember("sequence");
        json.End().Member("duplicate", request.IsDuplicate).End();
    }
}
