using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace OrleansUsers.Api;

/// <summary>A published key on an Edwards curve (RFC 8037). .NET has no such keys, so Bouncy Castle verifies their signatures.</summary>
internal sealed class EdDsaKey : AsymmetricSecurityKey
{
    /// <summary>The algorithm of RFC 8037, for any of the curves.</summary>
    public const string Algorithm = "EdDSA";

    /// <summary>The curve, and the algorithm that RFC 9864 names after it.</summary>
    public const string Ed25519 = "Ed25519";

    /// <inheritdoc cref="Ed25519"/>
    public const string Ed448 = "Ed448";

    private readonly string _curve;
    private readonly byte[] _point;
    private readonly AsymmetricKeyParameter _key;

    private EdDsaKey(JsonWebKey key)
    {
        (_curve, _point) = (key.Crv, Base64UrlEncoder.DecodeBytes(key.X));
        _key = _curve == Ed25519 ? new Ed25519PublicKeyParameters(_point) : new Ed448PublicKeyParameters(_point);
        KeyId = key.KeyId;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = new Verifiers() };
    }

    public override int KeySize => _point.Length * 8;

    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.DoesNotExist;

    [Obsolete("The base class requires it. Use PrivateKeyStatus.")]
    public override bool HasPrivateKey => false;

    /// <summary>Whether the algorithm is that of the key's curve, by either of its names.</summary>
    public bool Fits(string algorithm) => algorithm == Algorithm || algorithm == _curve;

    public override bool CanComputeJwkThumbprint() => true;

    public override byte[] ComputeJwkThumbprint() =>
        SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"{{_curve}}","kty":"OKP","x":"{{Base64UrlEncoder.Encode(_point)}}"}"""));

    /// <summary>
    /// Reads a key. Returns null for a key of another kind and for a malformed one, so that the issuer's other keys can still be used.
    /// </summary>
    public static EdDsaKey? Read(JsonWebKey key)
    {
        try
        {
            return key is { Kty: "OKP", Crv: Ed25519 or Ed448, X: not null, Use: null or "sig" } ? new EdDsaKey(key) : null;
        }
        catch (Exception broken) when (broken is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private ISigner NewSigner() => _curve == Ed25519 ? new Ed25519Signer() : new Ed448Signer([]);

    private sealed class Verifiers : ICryptoProvider
    {
        public bool IsSupportedAlgorithm(string algorithm, params object[] args) => args is [EdDsaKey key, ..] && key.Fits(algorithm);

        public object Create(string algorithm, params object[] args) => new Verifier((EdDsaKey)args[0], algorithm);

        public void Release(object cryptoInstance)
        {
        }
    }

    private sealed class Verifier(EdDsaKey key, string algorithm) : SignatureProvider(key, algorithm)
    {
        public override bool Verify(byte[] input, byte[] signature) => Verify(input, 0, input.Length, signature, 0, signature.Length);

        public override bool Verify(
            byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
        {
            var signer = key.NewSigner();
            signer.Init(forSigning: false, key._key);
            signer.BlockUpdate(input, inputOffset, inputLength);
            return signer.VerifySignature(signature.AsSpan(signatureOffset, signatureLength).ToArray());
        }

        public override byte[] Sign(byte[] input) => throw new NotSupportedException("A published key is public and cannot sign.");

        protected override void Dispose(bool disposing)
        {
        }
    }
}
