using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Tests.Signing;

public class DeviceProfilesTests
{
    [Theory]
    [InlineData("SoftHSM project", "SoftHSM v2", "softhsm")]
    [InlineData("IBM", "TPM v1.1 Token", "opencryptoki-tpm")]
    [InlineData("IBM", "Soft", "opencryptoki-soft")]
    [InlineData("www.CardContact.de", "PKCS#15 emulated", "smartcard-hsm")]
    [InlineData("OpenSC Project", "PKCS#15 emulated", "generic")]
    [InlineData("Ultra Electronics AEP Networks", "9860-2", "keyper")]
    [InlineData("", "", "generic")]
    public void For_ChoosesByModelThenManufacturer(string manufacturer, string model, string expected) => Assert.Equal(
        expected,
        DeviceProfiles.For(new Pkcs11Token { Slot = 0, Label = "", Manufacturer = manufacturer, Model = model, Serial = "", Pin = PinState.Good }).Name);

    [Fact]
    public void EveryProfileIsFoundByItsName() =>
        Assert.All(DeviceProfiles.All, profile => Assert.Same(profile, DeviceProfiles.Find(profile.Name)));
}
