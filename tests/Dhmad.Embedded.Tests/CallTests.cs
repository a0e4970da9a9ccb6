namespace Dhmad.Embedded.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task A_method_may_return_any_of_the_four_shapes()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<ICallerGrain>("g");
        await grain.Plain();
        await grain.Quick();
        Assert.Equal(12, await grain.Sum(3, 4, 5));
        Assert.Equal(7, await grain.Sum(3, 4, null));
    }

    [Fact]
    public async Task Immutable_messages_are_handed_on_as_they_are()
    {
        await using var host = TestHost.Start();
        var order = new Order("o-1", [1, 2, 3]);
        Assert.Same(order, await host.Grain<ICallerGrain>("g").Echo(order));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_blank_key_is_refused(string key)
    {
        await using var host = TestHost.Start();
        Assert.Throws<ArgumentException>(() => host.Grain<IProbeGrain>(key));
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain(typeof(IProbeGrain), key));
    }

    [Fact]
    public async Task An_interface_without_a_class_is_refused()
    {
        await using var host = TestHost.Start();
        Assert.Throws<ArgumentException>(() => host.Grain<INobodyGrain>("g"));
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IProbeGrain>(GrainId.Create("caller", "g")));
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IProbeGrain>(GrainId.Create("unknown", "g")));
        Assert.Throws<ArgumentException>(() => host.Grains.GetGrain<IProbeGrain>(GrainId.Create("probe", " ")));
    }

    [Fact]
    public async Task A_reference_names_its_grain()
    {
        await using var host = TestHost.Start();
        var grain = host.Grain<IProbeGrain>("g");
        Assert.Equal("probe/g", grain.GetGrainId().ToString());
        Assert.Equal("g", grain.GetPrimaryKeyString());
        Assert.Equal(grain, host.Grain<IProbeGrain>("g"));
        Assert.NotEqual(grain, host.Grain<IProbeGrain>("h"));
        Assert.Equal(1, await host.Grains.GetGrain<IProbeGrain>(grain.GetGrainId()).Count());
        Assert.Equal(2, await ((IProbeGrain)host.Grains.GetGrain(typeof(IProbeGrain), "g")).Count());
        Assert.Equal(3, await grain.AsReference<IProbeGrain>().Count());
        Assert.Throws<ArgumentException>(() => grain.AsReference<ICallerGrain>());
    }

    [Theory]
    [InlineData("type/key", "type", "key")]
    [InlineData("type/a/b", "type", "a/b")]
    public void A_grain_id_is_read_as_it_is_written(string text, string type, string key)
    {
        var id = GrainId.Parse(text);
        Assert.Equal(GrainId.Create(type, key), id);
        Assert.Equal(text, id.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no slash")]
    [InlineData("/key")]
    public void What_is_no_grain_id_is_refused(string text)
    {
        Assert.False(GrainId.TryParse(text, out _));
        Assert.Throws<ArgumentException>(() => GrainId.Parse(text));
    }

    [Fact]
    public async Task Values_travel_with_a_call_and_not_back()
    {
        await using var host = TestHost.Start();
        RequestContext.Set("trace", "t-1");
        Assert.Equal("t-1", await host.Grain<ICallerGrain>("a").TravellingThrough("b", "trace"));
        await host.Grain<ICallerGrain>("a").SetAndReturn("trace", "t-2");
        Assert.Equal("t-1", RequestContext.Get("trace"));

        Assert.True(RequestContext.Remove("trace"));
        Assert.Null(await host.Grain<ICallerGrain>("a").TravellingThrough("b", "trace"));
    }

    [Fact]
    public async Task Grains_call_each_other_from_turn_to_turn()
    {
        await using var host = TestHost.Start();
        await host.Grain<ICallerGrain>("a").CallInCircle("b", 1).WaitAsync(Stage.Patience);
        Assert.Equal(["a 1", "b 0"], host.Stage.Journal);
    }
}

public interface INobodyGrain : IGrainWithStringKey
{
    Task Ask();
}
