namespace OrleansUsers.Api;

/// <summary>The last webhooks that this process has answered. Any thread may add and read; neither waits.</summary>
/// <remarks>
/// Anybody can send webhooks that are refused, or that fail before their sender is verified. They have a tenth of the places, so that
/// they cannot displace the others.
/// </remarks>
internal sealed class RecentDeliveries
{
    /// <summary>How many are kept.</summary>
    public const int Places = 1_000;

    /// <summary>How many of them are of senders that are not verified.</summary>
    public const int UnverifiedPlaces = Places / 10;

    private readonly Ring _verified = new(Places);
    private readonly Ring _unverified = new(UnverifiedPlaces);

    /// <summary>When the last webhook came whose sender is verified; null when none has come.</summary>
    public DateTimeOffset? LastVerifiedAt => _verified.Last?.ReceivedAt;

    public void Add(WebhookDelivery delivery) => (delivery.IsVerified ? _verified : _unverified).Add(delivery);

    /// <summary>Returns the deliveries as they are now, newest first.</summary>
    public IReadOnlyList<WebhookDelivery> Read() =>
        [.. _verified.Read().Concat(_unverified.Read()).OrderByDescending(delivery => delivery.ReceivedAt).Take(Places)];

    /// <summary>The last deliveries of one kind. A place is replaced by one write, so a reader sees it before or after.</summary>
    private sealed class Ring(int places)
    {
        private readonly WebhookDelivery?[] _places = new WebhookDelivery?[places];
        private long _added;

        public WebhookDelivery? Last =>
            Volatile.Read(ref _added) is > 0 and var added ? Volatile.Read(ref _places[(added - 1) % _places.Length]) : null;

        public void Add(WebhookDelivery delivery) =>
            Volatile.Write(ref _places[(Interlocked.Increment(ref _added) - 1) % _places.Length], delivery);

        // From the newest place on: the sort keeps this order for deliveries of the same moment.
        public List<WebhookDelivery> Read()
        {
            var added = Volatile.Read(ref _added);
            var read = new List<WebhookDelivery>(_places.Length);
            for (var i = 1; i <= _places.Length; i++)
            {
                if (Volatile.Read(ref _places[(added - i + _places.Length) % _places.Length]) is { } delivery)
                    read.Add(delivery);
            }
            return read;
        }
    }
}
