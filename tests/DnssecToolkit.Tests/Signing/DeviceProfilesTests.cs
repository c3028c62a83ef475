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
    public void For_ChoosesByModelThenManufacturer(string manufacturer, string model, string expected) =>
        Assert.Equal(
        expected,
        DeviceProfiles.For(new Pkcs11Token
        {
            Slot = 0,
            Label = "",
            Manufacturer = manufacturer,
            Model = model,
            Serial = "",
            Pin = PinState.Good
        }).Name);

    [Fact]
    public void AdviceIsOnReturnValuesThatThereAre() => Assert.All(
        DeviceProfiles.All.SelectMany(profile => profile.Advice.Keys),
        name => Assert.Contains(ReturnValueTable.All, row => row.Name == name));

    [Theory]
    [InlineData("softhsm", null, false)]
    [InlineData("smartcard-hsm", null, false)]
    [InlineData("opencryptoki-tpm", null, true)]
    [InlineData("keyper", null, true)]
    [InlineData("generic", null, true)]
    [InlineData("tpm2-pkcs11", null, true)]
    [InlineData("tpm2-pkcs11", "device:/dev/tpmrm0", false)]
    [InlineData("tpm2-pkcs11", "tabrmd:", false)]
    [InlineData("tpm2-pkcs11", "swtpm:host=127.0.0.1,port=2321", true)]
    public void Network_IsForDevicesThatAreBehindIt(string profile, string? transmission, bool expected) =>
        Assert.Equal(
        expected,
        DeviceProfiles.Find(profile)!.Network.HoldsWith(
            transmission is null ? [] : [KeyValuePair.Create("TPM2_PKCS11_TCTI", transmission)]));

    [Fact]
    public void EveryProfileIsFoundByItsName() =>
        Assert.All(DeviceProfiles.All, profile => Assert.Same(profile, DeviceProfiles.Find(profile.Name)));
}
