namespace OrleansUsers.Grains;

/// <summary>Tells for each field of a user which statement it comes from, by the rules of <see cref="UserProfile"/>.</summary>
internal sealed class UserParts
{
    private readonly Dictionary<string, UserPart> _parts = new(StringComparer.Ordinal);
    private readonly UserState _state;
    private readonly User _user;
    private readonly Func<string, string?> _providerOf;

    private UserParts(UserState state, User user, Func<string, string?> providerOf) =>
        (_state, _user, _providerOf) = (state, user, providerOf);

    private UserSnapshot? Directory => _state.Snapshot;

    /// <param name="providerOf">The configured provider of a token identifier; null when there is none.</param>
    public static IReadOnlyDictionary<string, UserPart> Of(UserState state, string externalId, Func<string, string?> providerOf) =>
        UserProfile.Of(state, externalId) is { } user ? new UserParts(state, user, providerOf).Read() : new Dictionary<string, UserPart>();

    private Dictionary<string, UserPart> Read()
    {
        var claims = _state.Claims;
        AddText(nameof(User.FirstName), Directory?.FirstName, claims?.FirstName);
        AddText(nameof(User.LastName), Directory?.LastName, claims?.LastName);
        AddText(nameof(User.Username), Directory?.Username, claims?.Username);
        AddText(nameof(User.Email), Directory?.Email, claims?.Email);
        AddText(nameof(User.PhoneNumber), Directory?.PhoneNumber, claims?.PhoneNumber);
        AddText(nameof(User.ImageUrl), Directory?.ImageUrl, claims?.ImageUrl);
        AddName(claims);
        AddVerification();
        AddBan();
        AddOfDirectory(nameof(User.Locked), Directory?.Locked);
        AddOfDirectory(nameof(User.PublicMetadata), Directory?.PublicMetadata);
        AddOfDirectory(nameof(User.ReferenceId), _user.ReferenceId);
        AddOfDirectory(nameof(User.LastSignInAt), Directory?.LastSignInAt);
        AddOfDirectory(nameof(User.LastActiveAt), Directory?.LastActiveAt);
        AddCreation(claims);
        return _parts;
    }

    private void AddText(string field, string? ofDirectory, TimedClaim? claim)
    {
        var directory = ofDirectory is null ? null : OfDirectory(UserProfile.Visible(ofDirectory));
        var (newest, other) = UserProfile.IsClaimNewer(Directory, ofDirectory, claim) ? (Of(claim), directory) : (directory, Of(claim));
        if (newest is not null)
            _parts[field] = new UserPart(newest, other is null ? [] : [other]);
    }

    // Without a full name it is made of another field, and comes from where that comes from.
    private void AddName(ObservedClaims? claims)
    {
        AddText(nameof(User.Name), UserProfile.NameIn(Directory), claims?.Name);
        if (_parts.ContainsKey(nameof(User.Name)))
            return;
        var origin = new[] { nameof(User.FirstName), nameof(User.LastName), nameof(User.Username), nameof(User.Email) }
            .Select(field => _parts.GetValueOrDefault(field)).FirstOrDefault(part => part?.Effective.Value is not null)?.Effective
            ?? (Directory is null ? OfToken(null, claims!.FirstIssuedAt) : OfDirectory(null));
        _parts[nameof(User.Name)] = new UserPart(origin with { Value = _user.Name }, []);
    }

    private void AddVerification()
    {
        if (_user.Email is not { } address)
            return;
        var statement = EmailStatements.NewestOn(_state, address);
        var origin = statement is null ? _parts[nameof(User.Email)].Effective
            : _state.Claims?.Email is { } claim && statement.IsOf(claim) ? Of(claim)!
            : statement.SentAt == DateTimeOffset.MinValue ? OfToken(null, statement.At)
            : new Statement(null, StatementSource.Directory, _state.Provider(), statement.At);
        _parts[nameof(User.EmailVerified)] = new UserPart(origin with { Value = _user.EmailVerified }, []);
    }

    private void AddBan()
    {
        var linked = (_state.Bans?.Items ?? []).Where(ban => _state.IsLinked(ban.TokenIdentifier))
            .Select(ban => new Statement(ban.IsBanned, StatementSource.Linked, _providerOf(ban.TokenIdentifier), ban.At));
        // One ban is enough.
        var statements = (Directory is null ? linked : linked.Prepend(OfDirectory(Directory.Banned)))
            .OrderByDescending(statement => statement.Value is true).ToList();
        if (statements.Count > 0)
            _parts[nameof(User.Banned)] = new UserPart(statements[0], statements[1..]);
    }

    private void AddCreation(ObservedClaims? claims)
    {
        var isOfDirectory = Directory?.CreatedAt is not null || Directory?.UpdatedAt == _user.CreatedAt;
        _parts[nameof(User.CreatedAt)] = new UserPart(
            isOfDirectory ? OfDirectory(_user.CreatedAt) : OfToken(_user.CreatedAt, claims!.FirstIssuedAt), []);
    }

    private void AddOfDirectory(string field, object? value)
    {
        if (value is not null)
            _parts[field] = new UserPart(OfDirectory(value), []);
    }

    private Statement OfDirectory(object? value) => new(value, StatementSource.Directory, Directory!.Provider, Directory.UpdatedAt);

    private Statement OfToken(object? value, DateTimeOffset at) => new(value, StatementSource.Token, _state.Provider(), at);

    private Statement? Of(TimedClaim? claim)
    {
        if (claim is null)
            return null;
        var ofToken = OfToken(UserProfile.Visible(claim.Value), claim.IssuedAt);
        return claim.LinkedProvider is { } linked ? ofToken with { Source = StatementSource.Linked, Provider = linked } : ofToken;
    }
}
