using System.Globalization;
using Dhmad.Domain.Ledger;
using Microsoft.AspNetCore.Components;

namespace Dhmad.Api.Pages.Language;

/// <summary>Money as a person reads it: all decimals of the currency, then its code.</summary>
public sealed class Amounts(Texts texts)
{
    private readonly NumberFormatInfo format = new()
    {
        NumberDecimalSeparator = texts["number.decimal"],
        NumberGroupSeparator = texts["number.group"],
    };

    /// <summary>Millimes: <c>1,250.500 TND</c>, isolated and on one line.</summary>
    public MarkupString Tnd(long millimes) => Of(millimes, Currency.Tnd);

    /// <summary>Minor units of a currency: <c>250.75 USD</c>.</summary>
    public MarkupString Of(long minor, Currency currency)
    {
        var decimals = currency.Decimals.ToString(CultureInfo.InvariantCulture);
        var number = Money.ToMajor(minor, currency).ToString("N" + decimals, format);
        return new MarkupString($"<bdi class=\"money\">{texts.Fill("number.amount", number, currency.Code)}</bdi>");
    }

    /// <summary>Basis points as a percentage without trailing zeros: <c>2.5%</c>.</summary>
    public string Percent(int basisPoints) =>
        texts.Fill("number.percent", Fees.ToPercent(basisPoints).ToString("0.##", format));
}
