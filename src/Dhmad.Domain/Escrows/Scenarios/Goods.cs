namespace Dhmad.Domain.Escrows.Scenarios;

/// <summary>What is sold in scenarios.</summary>
internal static class Goods
{
    /// <summary>More than any scenario sells, so that titles can differ.</summary>
    public static readonly IReadOnlyList<Good> All =
    [
        new("Cargo bike", 480), new("City bike", 210), new("Child's bike", 95), new("Bike trailer", 160),
        new("Olive oil, 20 litres", 320), new("Dates from Tozeur, 10 kg", 110), new("Honey from Sejnane, 5 jars", 75),
        new("Carpet from Kairouan", 650), new("Blanket from Djerba", 130), new("Pottery from Nabeul, 24 pieces", 185),
        new("Mosaic table", 540), new("Olive wood bowl", 45), new("Copper lamp", 90), new("Mirror with tiles", 120),
        new("Laptop, second hand", 780), new("Telephone, second hand", 430), new("Camera with two lenses", 690),
        new("Headphones", 85), new("Printer", 220), new("Monitor, 27 inches", 310), new("Game console", 560),
        new("Sewing machine", 270), new("Coffee machine", 190), new("Oven", 410), new("Washing machine", 620),
        new("Oud", 350), new("Guitar", 240), new("Darbouka", 70), new("Wedding dress, for rent", 400),
        new("Logo and letterhead", 260), new("Translation of 40 pages", 300), new("Website for a guest house", 850),
    ];
}

/// <param name="Title">What the escrow is called.</param>
/// <param name="PriceTnd">What it usually costs, in whole dinars.</param>
internal sealed record Good(string Title, int PriceTnd);
