namespace Dhmad.Storage.Postgres.Active;

/// <summary>The connection that holds the lock, as the server sees it.</summary>
/// <param name="Pid">The server's process of that connection.</param>
/// <param name="Began">When the connection was made, as the server writes it.</param>
/// <param name="Process">By which all connections of that process are known; "" when it says nothing.</param>
/// <param name="Sign">
/// Changes with every statement of the connection; null when the server does not show it to this role.
/// </param>
internal sealed record LockHolder(int Pid, string Began, string Process, string? Sign);
