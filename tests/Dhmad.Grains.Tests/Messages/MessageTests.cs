using System.Reflection;
using System.Text.Json;
using Dhmad.Silo;

namespace Dhmad.Grains.Tests.Messages;

/// <summary>Between two nodes everything a grain is asked and answers is written as text and read again: nothing may be lost.</summary>
public class MessageTests
{
    private static readonly MethodInfo[] Methods =
    [
        .. from type in typeof(ApiAnswer).Assembly.GetTypes()
           where type.IsInterface && type.IsAssignableTo(typeof(IGrainWithStringKey))
           from method in type.GetMethods()
           select method,
    ];

    public static TheoryData<Type> Messages =>
    [
        .. from method in Methods
           from type in method.GetParameters().Select(parameter => parameter.ParameterType).Append(ResultOf(method))
           where type is not null && MessageJson.Carries(type) && !type.IsEnum
           group type by type.ToString() into one
           orderby one.Key
           select one.First(),
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_everything_arrives_as_it_was_sent(Type type) => Travels(type, new Sample(isFull: true).Of(type));

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_nothing_it_can_do_without_arrives_as_it_was_sent(Type type) =>
        Travels(type, new Sample(isFull: false).Of(type));

    [Fact]
    public void Every_result_and_argument_is_a_plain_value_or_a_closed_type_of_ours()
    {
        Assert.NotEmpty(Methods);
        foreach (var method in Methods)
        {
            Type?[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType), ResultOf(method)];
            Assert.All(types.OfType<Type>(), type => Assert.NotNull(new Sample(isFull: true).Of(type)));
        }
    }

    [Theory]
    [InlineData("Dhmad", true)]
    [InlineData("Dhmad.Domain.Escrows.Escrow", true)]
    [InlineData("Dhmade.Escrow", false)]
    [InlineData("System.String", false)]
    public void Ours_are_the_names_below_Dhmad(string name, bool isOurs) => Assert.Equal(isOurs, MessageJson.IsOurs(name));

    private static void Travels(Type type, object? sent)
    {
        var text = JsonSerializer.Serialize(sent, type, MessageJson.Options);
        var arrived = JsonSerializer.Deserialize(text, type, MessageJson.Options);
        Assert.Empty(Differences.Between(sent, arrived, type.Name));
    }

    private static Type? ResultOf(MethodInfo method) =>
        method.ReturnType.IsGenericType ? method.ReturnType.GetGenericArguments()[0] : null;
}
