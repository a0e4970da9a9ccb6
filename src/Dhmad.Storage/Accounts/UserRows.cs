using Dhmad.Domain;
using Dhmad.Domain.Accounts;

namespace Dhmad.Storage.Accounts;

/// <summary>Users inside one snapshot or transaction.</summary>
public static class UserRows
{
    private const string Columns =
        """
        u.id AS Id, u.email AS Email, u.first_name AS FirstName, u.last_name AS LastName, u.language AS Language,
        u.phone AS Phone, u.phone_verified AS PhoneVerified, u.kyc_status AS KycStatus, u.created_at AS CreatedAt
        """;

    public static async Task<User?> FindAsync(Work work, string email) =>
        (await work.FirstAsync<UserRow>(
            $"SELECT {Columns} FROM users u WHERE u.email = @email", new { email }))?.ToUser();

    public static async Task<User?> FindByIdAsync(Work work, string id) =>
        (await work.FirstAsync<UserRow>($"SELECT {Columns} FROM users u WHERE u.id = @id", new { id }))?.ToUser();

    /// <summary>The user with the e-mail of <paramref name="fresh"/>, who is written if there is none.</summary>
    public static async Task<User> FindOrAddAsync(Work work, User fresh)
    {
        await work.ExecuteAsync(
            """
            INSERT INTO users
                (id, email, first_name, last_name, language, phone, phone_verified, kyc_status, created_at)
            VALUES
                (@Id, @Email, @FirstName, @LastName, @Language, @Phone, @PhoneVerified, @kycStatus, @CreatedAt)
            ON CONFLICT (email) DO NOTHING
            """,
            new
            {
                fresh.Id,
                fresh.Email,
                fresh.FirstName,
                fresh.LastName,
                fresh.Language,
                fresh.Phone,
                fresh.PhoneVerified,
                kycStatus = Spelling.Of(fresh.KycStatus),
                fresh.CreatedAt,
            });
        return (await FindAsync(work, fresh.Email))!;
    }

    private sealed record UserRow
    {
        public string Id { get; init; } = "";

        public string Email { get; init; } = "";

        public string FirstName { get; init; } = "";

        public string LastName { get; init; } = "";

        public string Language { get; init; } = "";

        public string? Phone { get; init; }

        public bool PhoneVerified { get; init; }

        public string KycStatus { get; init; } = "";

        public DateTimeOffset CreatedAt { get; init; }

        public User ToUser() => new()
        {
            Id = Id,
            Email = Email,
            FirstName = FirstName,
            LastName = LastName,
            Language = Language,
            Phone = Phone,
            PhoneVerified = PhoneVerified,
            KycStatus = Column.Enum<KycStatus>(KycStatus),
            CreatedAt = CreatedAt,
        };
    }
}
