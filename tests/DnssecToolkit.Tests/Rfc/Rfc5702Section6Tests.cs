namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 5702, section 6: keys and signatures of RSA with SHA-256 and SHA-512.</summary>
public class Rfc5702Section6Tests
{
    private const string RsaSha256 = """
        example.net.     3600  IN  DNSKEY  (256 3 8 AwEAAcFcGsaxxdgiuuGmCkVI
                         my4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8P
                         kxUdp6p/DlUmObdk= );{id = 9033 (zsk), size = 512b}
        www.example.net. 3600  IN  A  192.0.2.91
        www.example.net. 3600  IN  RRSIG  (A 8 3 3600 20300101000000
                         20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9
                         l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEa
                         cFYK/lPtPiVYP4bwg==);{id = 9033}
        """;

    private const string RsaSha256Private = """
        Private-key-format: v1.2
        Algorithm: 8 (RSASHA256)
        Modulus: wVwaxrHF2CK64aYKRUibLiH30KpPuPBjel7E8ZydQW1HYWHfoGmidzC2RnhwCC293hCzw+TFR2nqn8OVSY5t2Q==
        PublicExponent: AQAB
        PrivateExponent: UR44xX6zB3eaeyvTRzmskHADrPCmPWnr8dxsNwiDGHzrMKLN+i/HAam+97HxIKVWNDH2ba9Mf1SA8xu9dcHZAQ==
        Prime1: 4c8IvFu1AVXGWeFLLFh5vs7fbdzdC6U82fduE6KkSWk=
        Prime2: 2zZpBE8ZXVnL74QjG4zINlDfH+EOEtjJJ3RtaYDugvE=
        Exponent1: G2xAPFfK0KGxGANDVNxd1K1c9wOmmJ51mGbzKFFNMFk=
        Exponent2: GYxP1Pa7CAwtHm8SAGX594qZVofOMhgd6YFCNyeVpKE=
        Coefficient: icQdNRjlZGPmuJm2TIadubcO8X7V4y07aVhX464tx8Q=
        """;

    private const string RsaSha512 = """
        example.net.     3600  IN  DNSKEY  (256 3 10 AwEAAdHoNTOW+et86KuJOWRD
                         p1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFD
                         xj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8g
                         pMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL
                         );{id = 3740 (zsk), size = 1024b}
        www.example.net. 3600  IN  A  192.0.2.91
        www.example.net. 3600  IN  RRSIG  (A 10 3 3600 20300101000000
                         20000101000000 3740 example.net. tsb4wnjRUDnB1BUi+t
                         6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRa
                         eUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOL
                         DiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw
                         =);{id = 3740}
        """;

    private const string RsaSha512Private = """
        Private-key-format: v1.2
        Algorithm: 10 (RSASHA512)
        Modulus: 0eg1M5b563zoq4k5ZEOnWmd2/BvpjzedJVdfIsDcMuuhE5SQ3pfQ7qmdaeMlC6Nf8DKGoUPGPXe06cP27/WRODtxXquSUytkO0kJDk8KX8PtA0+yBWwy7UnZDyCkynO00Uuk8HPVtZeMO1pHtlAGVnc8VjXZlNKdyit99waaE4s=
        PublicExponent: AQAB
        PrivateExponent: rFS1IPbJllFFgFc33B5DDlC1egO8e81P4fFadODbp56V7sphKa6AZQCx8NYAew6VXFFPAKTw41QdHnK5kIYOwxvfFDjDcUGza88qbjyrDPSJenkeZbISMUSSqy7AMFzEolkk6WSn6k3thUVRgSlqDoOV3SEIAsrB043XzGrKIVE=
        Prime1: 8mbtsu9Tl9v7tKSHdCIeprLIQXQLzxlSZun5T1n/OjvXSUtvD7xnZJ+LHqaBj1dIgMbCq2U8O04QVcK3TS9GiQ==
        Prime2: 3a6gkfs74d0Jb7yL4j4adAif4fcp7ZrGt7G5NRVDDY/Mv4TERAKMa0TKN3okKE0A7X+Rv2K84mhT4QLDlllEcw==
        Exponent1: v3D5A9uuCn5rgVR7wgV8ba0/KSpsdSiLgsoA42GxiB1gvvs7gJMMmVTDu/ZG1p1ZnpLbhh/S/Qd/MSwyNlxC+Q==
        Exponent2: m+ezf9dsDvYQK+gzjOLWYeKq5xWYBEYFGa3BLocMiF4oxkzOZ3JPZSWU/h1Fjp5RV7aPP0Vmx+hNjYMPIQ8Y5w==
        Coefficient: Je5YhYpUron/WdOXjxNAxDubAp3i5X7UOUfhJcyIggqwY86IE0Q/Bk0Dw4SC9zxnsimmdBXW2Izd8Lwuk8FQcQ==
        """;

    [Theory]
    [InlineData("6.1", RsaSha256, RsaSha256Private)]
    [InlineData("6.2", RsaSha512, RsaSha512Private)]
    public void Sign_GivesTheSignatureOfTheExample(string section, string records, string key)
    {
        SignedExample example = new(records);
        (string made, string printed) = example.Sign(key);
        Assert.Equal((section, printed), (section, made));
        Assert.Equal(["www.example.net. A"], example.VerifyAll());
    }
}
