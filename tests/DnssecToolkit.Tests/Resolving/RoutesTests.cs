using System.Net;
using System.Net.Sockets;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Tests.Resolving;

/// <summary>At which of a server's addresses it is asked.</summary>
public class RoutesTests
{
    private static readonly IPAddress[] Both = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("2001:db8::1"),
        IPAddress.Parse("192.0.2.2")];

    [Fact]
    public void A_server_is_asked_at_the_addresses_of_the_families_that_this_host_has() => Assert.Equal(
        [Both[0], Both[2]],
        Routes.Reachable(Both, address => address.AddressFamily == AddressFamily.InterNetwork));

    [Fact]
    public void A_server_is_asked_at_all_addresses_where_the_host_has_both_families_or_none_of_them()
    {
        Assert.Equal(Both, Routes.Reachable(Both, _ => true));
        Assert.Equal(Both, Routes.Reachable(Both, _ => false));
        Assert.Equal(Both, Routes.Reachable(Both, address => !address.Equals(Both[0]))); // one host that is off is no family that is away
    }

    [Fact]
    public void This_host_has_a_route_to_itself_and_tries_what_the_routing_table_alone_does_not_refuse()
    {
        Assert.True(Routes.HasRoute(IPAddress.Loopback));
        Assert.True(Routes.HasRoute(IPAddress.Broadcast)); // refused for want of a permission, not of a route
    }
}
