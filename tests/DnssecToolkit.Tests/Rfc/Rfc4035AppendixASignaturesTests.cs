namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 4035, appendix A: signatures of the signed example zone, which are of RSA with SHA-1, verify.</summary>
/// <remarks>All kinds of RRset are here, not all RRsets.</remarks>
public class Rfc4035AppendixASignaturesTests
{
    private const string Records = """
        example. 3600 SOA ns1.example. bugs.x.w.example. 1081539377 3600 300 3600000 3600
        example. 3600 RRSIG SOA 5 1 3600 20040509183619 20040409183619 38519 example. (
            ONx0k36rcjaxYtcNgq6iQnpNV5+drqYAsC9h7TSJaHCqbhE67Sr6aH2xDUGcqQWu/n0UVzrFvkgO9ebarZ0GWD
            KcuwlM6eNB5SiX2K74l5LWDA7S/Un/IbtDq4Ay8NMNLQI7Dw7n4p8/rjkBjV7j86HyQgM5e7+miRAz8V01b0I= )
        example. 3600 NS ns1.example.
        example. 3600 NS ns2.example.
        example. 3600 RRSIG NS 5 1 3600 20040509183619 20040409183619 38519 example. (
            gl13F00f2U0R+SWiXXLHwsMY+qStYy5k6zfdEuivWc+wd1fmbNCyql0Tk7lHTX6UOxc8AgNf4ISFve8XqF4q+o
            9qlnqIzmppU3LiNeKT4FZ8RO5urFOvoMRTbQxW3U0hXWuggE4g3ZpsHv480HjMeRaZB/FRPGfJPajngcq6Kwg= )
        example. 3600 MX 1 xx.example.
        example. 3600 RRSIG MX 5 1 3600 20040509183619 20040409183619 38519 example. (
            HyDHYVT5KHSZ7HtO/vypumPmSZQrcOP3tzWB2qaKkHVPfau/DgLgS/IKENkYOGL95G4N+NzEVyNU8dcTOckT+C
            hPcGeVjguQ7a3Ao9Z/ZkUO6gmmUW4b89rz1PUxW4jzUxj66PTwoVtUU/iMW6OISukd1EQt7a0kygkg+PEDxdI= )
        example. 3600 NSEC a.example. NS SOA MX RRSIG NSEC DNSKEY
        example. 3600 RRSIG NSEC 5 1 3600 20040509183619 20040409183619 38519 example. (
            O0k558jHhyrC97ISHnislm4kLMW48C7U7cBmFTfhke5iVqNRVTB1STLMpgpbDIC9hcryoO0VZ9ME5xPzUEhbvG
            nHd5sfzgFVeGxr5Nyyq4tWSDBgIBiLQUv1ivy29vhXy7WgR62dPrZ0PWvmjfFJ5arXf4nPxp/kEowGgBRzY/U= )
        example. 3600 DNSKEY 256 3 5 (
            AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQePxXHZS4i8dANH4DX3tbHol61ek8EFMcsGXxKciJ
            FHyhl94C+NwILQdzsUlSFovBZsyl/NX6yEbtw/xN9ZNcrbYvgjjZ/UVPZIySFNsgEYvh0z2542lzMKR4Dh8uZf
            fQ== )
        example. 3600 DNSKEY 257 3 5 (
            AQOeX7+baTmvpVHb2CcLnL1dMRWbuscRvHXlLnXwDzvqp4tZVKp1sZMepFb8MvxhhW3y/0QZsyCjczGJ1qk8vJ
            e52iOhInKROVLRwxGpMfzPRLMlGybr51bOV/1se0ODacj3DomyB4QB5gKTYot/K9alk5/j8vfd4jWCWD+E1Sze
            0Q== )
        example. 3600 RRSIG DNSKEY 5 1 3600 20040509183619 20040409183619 9465 example. (
            ZxgauAuIj+k1YoVEOSlZfx41fcmKzTFHoweZxYnz99JVQZJ33wFS0Q0jcP7VXKkaElXk9nYJXevO/7nAbo88iW
            sMkSpSR6jWzYYKwfrBI/L9hjYmyVO9m6FjQ7uwM4dCP/bIuV/DKqOAK9NYNC3AHfvCV1Tp4VKDqxqG7R5tTVM= )
        example. 3600 RRSIG DNSKEY 5 1 3600 20040509183619 20040409183619 38519 example. (
            eGL0s90glUqcOmloo/2y+bSzyEfKVOQViD9ZDNhLz/Yn9CQZlDVRJffACQDAUhXpU/oP34ribKBpysRXosczFr
            KqS5Oa0bzMOfXCXup9qHApeFIku28Vqfr8Nt7cigZLxjK+u0Ws/4lIRjKk7z5OXogYVaFzHKillDt3HRxHIZM= )
        a.example. 3600 DS 57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B
        a.example. 3600 RRSIG DS 5 2 3600 20040509183619 20040409183619 38519 example. (
            oXIKit/QtdG64J/CB+Gi8dOvnwRvqrto1AdQoRkAN15FP3iZ7suB7gvTBmXzCjL7XUgQVcoHkdhyCuzp8W9qJH
            gRUSwKKkczSyuL64nhgjuDEML8l9wlWVsl7PR2VnZduM9bLyBhaaPmRKX/Fm+v6ccF2EGNLRiY08kdkz+XHHo= )
        ai.example. 3600 A 192.0.2.9
        ai.example. 3600 RRSIG A 5 2 3600 20040509183619 20040409183619 38519 example. (
            pAOtzLP2MU0tDJUwHOKE5FPIIHmdYsCgTb5BERGgpnJluA9ixOyf6xxVCgrEJW0WNZSsJicdhBHXfDmAGKUajU
            UlYSAH8tS4ZnrhyymIvk3uArDu2wfT130e9UHnumaHHMpUTosKe22PblOy6zrTpg9FkS0XGVmYRvOTNYx2HvQ= )
        ai.example. 3600 HINFO "KLH-10" "ITS"
        ai.example. 3600 RRSIG HINFO 5 2 3600 20040509183619 20040409183619 38519 example. (
            Iq/RGCbBdKzcYzlGE4ovbr5YcB+ezxbZ9W0le/7WqyvhOO9J16HxhhL7VY/IKmTUY0GGdcfhZEOCkf4lEykZF9
            NPok1/R/fWrtzNp8jobuY7AZEcZadp1WdDF3jc2/ndCa5XZhLKD3JzOsBwFvL8sqlS5QS6FY/ijFEDnI4RkZA= )
        ai.example. 3600 AAAA 2001:db8::f00:baa9
        ai.example. 3600 RRSIG AAAA 5 2 3600 20040509183619 20040409183619 38519 example. (
            nLcpFuXdT35AcE+EoafOUkl69KB+/e56XmFKkewXG2IadYLKAOBIoR5+VoQV3XgTcofTJNsh1rnF6Eav2zpZB3
            byI6yo2bwY8MNkr4A7cL9TcMmDwV/hWFKsbGBsj8xSCN/caEL2CWY/5XP2sZM6QjBBLmukH30+w1z3h8PUP2o= )
        b.example. 3600 NSEC ns1.example. NS RRSIG NSEC
        b.example. 3600 RRSIG NSEC 5 2 3600 20040509183619 20040409183619 38519 example. (
            GNuxHn844wfmUhPzGWKJCPY5ttEX/RfjDoOx9ueK1PtYkOWKOOdiJ/PJKCYB3hYX+858dDWSxb2qnV/LSTCNVB
            nkm6owOpysY97MVj5VQEWs0lm9tFoqjcptQkmQKYPrwUnCSNwvvclSF1xZvhRXgWT7OuFXldoCG6TfVFMs9xE= )
        ns1.example. 3600 A 192.0.2.1
        ns1.example. 3600 RRSIG A 5 2 3600 20040509183619 20040409183619 38519 example. (
            F1C9HVhIcs10cZU09G5yIVfKJy5yRQQ3qVet5pGhp82pzhAOMZ3K22JnmK4c+IjUeFp/to06im5FVpHtbFisdj
            yPq84bhTv8vrXt5AB1wNB++iAqvIfdgW4sFNC6oADb1hK8QNauw9VePJhKv/iVXSYC0b7mPSU+EOlknFpVECs= )
        ns1.example. 3600 NSEC ns2.example. A RRSIG NSEC
        ns1.example. 3600 RRSIG NSEC 5 2 3600 20040509183619 20040409183619 38519 example. (
            I4hj+Kt6+8rCcHcUdolks2S+Wzri9h3fHas81rGN/eILdJHN7JpV6lLGPIh/8fIBkfvdyWnBjjf1q3O7JgYO1U
            dI7FvBNWqaaEPJK3UkddBqZIaLi8Qr2XHkjq38BeQsbp8X0+6h4ETWSGT8IZaIGBLryQWGLw6Y6X8dqhlnxJM= )
        ns2.example. 3600 A 192.0.2.2
        ns2.example. 3600 RRSIG A 5 2 3600 20040509183619 20040409183619 38519 example. (
            V7cQRw1TR+knlaL1z/psxlS1PcD37JJDaCMqQo6/u1qFQu6x+wuDHRH22Ap9ulJPQjFwMKOuyfPGQPC8KzGdE3
            vt5snFEAoE1Vn3mQqtu7SO6amIjk13Kj/jyJ4nGmdRIc/3cM3ipXFhNTKqrdhx8SZ0yy4ObIRzIzvBFLiSS8o= )
        *.w.example. 3600 MX 1 ai.example.
        *.w.example. 3600 RRSIG MX 5 2 3600 20040509183619 20040409183619 38519 example. (
            OMK8rAZlepfzLWW75Dxd63jy2wswESzxDKG2f9AMN1CytCd10cYISAxfAdvXSZ7xujKAtPbctvOQ2ofO7AZJ+d
            01EeeQTVBPq4/6KCWhqe2XTjnkVLNvvhnc0u28aoSsG0+4InvkkOHknKxw4kX18MMR34i8lC36SR5xBni8vHI= )
        *.w.example. 3600 NSEC x.w.example. MX RRSIG NSEC
        *.w.example. 3600 RRSIG NSEC 5 2 3600 20040509183619 20040409183619 38519 example. (
            r/mZnRC3I/VIcrelgIcteSxDhtsdlTDt8ng9HSBlABOlzLxQtfgTnn8f+aOwJIAFe1Ee5RvU5cVhQJNP5XpXMJ
            Hfyps8tVvfxSAXfahpYqtx91gsmcV/1V9/bZAG55CefP9cM4Z9Y9NT9XQ8s1InQ2UoIv6tJEaaKkP701j8OLA= )
        x.w.example. 3600 MX 1 xx.example.
        x.w.example. 3600 RRSIG MX 5 3 3600 20040509183619 20040409183619 38519 example. (
            Il2WTZ+Bkv+OytBx4LItNW5mjB4RCwhOO8y1XzPHZmZUTVYL7LaA63f6T9ysVBzJRI3KRjAPH3U1qaYnDoN1Dr
            Wqmi9RJe4FoObkbcdm7P3Ikx70ePCoFgRz1Yq+bVVXCvGuAU4xALv3W/Y1jNSlwZ2mSWKHfxFQxPtLj8s32+k= )
        x.y.w.example. 3600 NSEC xx.example. MX RRSIG NSEC
        x.y.w.example. 3600 RRSIG NSEC 5 4 3600 20040509183619 20040409183619 38519 example. (
            OvE6WUzN2ziieJcvKPWbCAyXyP6ef8cr6CspArVSTzKSquNwbezZmkU7E34o5lmb6CWSSSpgxw098kNUFnHcQf
            /LzY2zqRomubrNQhJTiDTXa0ArunJQCzPjOYq5t0SLjm6qp6McJI1AP5VrQoKqJDCLnoAlcPOPKAm/jJkn3jk= )
        xx.example. 3600 A 192.0.2.10
        xx.example. 3600 RRSIG A 5 2 3600 20040509183619 20040409183619 38519 example. (
            kBF4YxMGWF0D8r0cztL+2fWWOvN1U/GYSpYP7SoKoNQ4fZKyk+weWGlKLIUM+uE1zjVTPXoa0Z6WG0oZp46rkl
            1EzMcdMgoaeUzzAJ2BMq+YVdxG9IK1yZkYGY9AgbTOGPoAgbJyO9EPULsxkbIDV6GPPSZVusnZU6OMgdgzHV4= )
        xx.example. 3600 AAAA 2001:db8::f00:baaa
        xx.example. 3600 RRSIG AAAA 5 2 3600 20040509183619 20040409183619 38519 example. (
            Zzj0yodDxcBLnnOIwDsuKo5WqiaK24DlKg9CaGaxDFiKgKobUj2jilYQHpGFn2poFRetZd4zulyQkssz2QHrVr
            PuTMS22knudCiwP4LWpVTrU4zfeA+rDz9stmSBP/4PekH/x2IoAYnwctd/xS9cL2QgW7FChw16mzlkH6/vsfs= )
        """;

    // Appendix B.6: an answer from the wildcard *.w.example.
    private const string WildcardAnswer = """
        a.z.w.example. 3600 MX 1 ai.example.
        a.z.w.example. 3600 RRSIG MX 5 2 3600 20040509183619 20040409183619 38519 example. (
            OMK8rAZlepfzLWW75Dxd63jy2wswESzxDKG2f9AMN1CytCd10cYISAxfAdvXSZ7xujKAtPbctvOQ2ofO7AZJ+d
            01EeeQTVBPq4/6KCWhqe2XTjnkVLNvvhnc0u28aoSsG0+4InvkkOHknKxw4kX18MMR34i8lC36SR5xBni8vHI= )
        example. 3600 DNSKEY 256 3 5 (
            AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQePxXHZS4i8dANH4DX3tbHol61ek8EFMcsGXxKciJ
            FHyhl94C+NwILQdzsUlSFovBZsyl/NX6yEbtw/xN9ZNcrbYvgjjZ/UVPZIySFNsgEYvh0z2542lzMKR4Dh8uZf
            fQ== )
        """;

    [Fact]
    public void Signatures_Verify() => Assert.Equal(
        [
            "example. SOA",
            "example. NS",
            "example. MX",
            "example. NSEC",
            "example. DNSKEY",
            "example. DNSKEY",
            "a.example. DS",
            "ai.example. A",
            "ai.example. HINFO",
            "ai.example. AAAA",
            "b.example. NSEC",
            "ns1.example. A",
            "ns1.example. NSEC",
            "ns2.example. A",
            "*.w.example. MX",
            "*.w.example. NSEC",
            "x.w.example. MX",
            "x.y.w.example. NSEC",
            "xx.example. A",
            "xx.example. AAAA",
        ],
        new SignedExample(Records).VerifyAll());

    [Fact]
    public void Signature_OfAWildcardVerifiesForTheNameInTheAnswer() =>
        Assert.Equal(["a.z.w.example. MX"], new SignedExample(WildcardAnswer).VerifyAll());

    [Fact]
    public void Tags_AreThoseOfTheExample() =>
        Assert.Equal([38519, 9465], new SignedExample(Records).Keys.Select(key => (int)key.Tag.Value));
}
