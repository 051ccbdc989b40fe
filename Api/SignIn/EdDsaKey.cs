using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace OrleansUsers.Api;

/// <summary>A published Ed25519 key (RFC 8037): .NET has none, so the arithmetic is Bouncy Castle's.</summary>
internal sealed class EdDsaKey : AsymmetricSecurityKey
{
    public const string Algorithm = "EdDSA";

    private readonly Ed25519PublicKeyParameters _key;

    private EdDsaKey(JsonWebKey key)
    {
        _key = new Ed25519PublicKeyParameters(Base64UrlEncoder.DecodeBytes(key.X));
        KeyId = key.KeyId;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = new Verifiers() };
    }

    public override int KeySize => 256;

    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.DoesNotExist;

    [Obsolete("The base class asks for it; PrivateKeyStatus says the same.")]
    public override bool HasPrivateKey => false;

    public override bool CanComputeJwkThumbprint() => true;

    public override byte[] ComputeJwkThumbprint() =>
        SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{Base64UrlEncoder.Encode(_key.GetEncoded())}}"}"""));

    /// <summary>Null for a key of another kind, and for one that is broken: an issuer's other keys are none the worse for it.</summary>
    public static EdDsaKey? Read(JsonWebKey key)
    {
        try
        {
            return key is { Kty: "OKP", Crv: "Ed25519", X: not null, Use: null or "sig" } ? new EdDsaKey(key) : null;
        }
        catch (Exception broken) when (broken is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private sealed class Verifiers : ICryptoProvider
    {
        public bool IsSupportedAlgorithm(string algorithm, params object[] args) => algorithm == EdDsaKey.Algorithm && args is [EdDsaKey, ..];

        public object Create(string algorithm, params object[] args) => new Verifier((EdDsaKey)args[0]);

        public void Release(object cryptoInstance)
        {
        }
    }

    private sealed class Verifier(EdDsaKey key) : SignatureProvider(key, EdDsaKey.Algorithm)
    {
        public override bool Verify(byte[] input, byte[] signature) => Verify(input, 0, input.Length, signature, 0, signature.Length);

        public override bool Verify(byte[] input, int inputOffset, int inputLength, byte[] signature, int signatureOffset, int signatureLength)
        {
            var signer = new Ed25519Signer();
            signer.Init(forSigning: false, key._key);
            signer.BlockUpdate(input, inputOffset, inputLength);
            return signer.VerifySignature(signature.AsSpan(signatureOffset, signatureLength).ToArray());
        }

        public override byte[] Sign(byte[] input) => throw new NotSupportedException("Nobody publishes a private key.");

        protected override void Dispose(bool disposing)
        {
        }
    }
}
