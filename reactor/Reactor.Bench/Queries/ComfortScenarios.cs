using System.Globalization;
using Reactor.Contracts.Changes;

namespace Reactor.Bench.Queries;

/// <summary>The scenarios of Drasi's query-perf, under their names: buildings whose rooms report temperature, humidity and CO2.</summary>
internal static class ComfortScenarios
{
    private const int Buildings = 10;
    private const int Floors = 10;
    private const int Rooms = 20;

    private const string Comfort = "floor(50 + (r.temperature - 72) + (r.humidity - 42) + CASE WHEN r.co2 > 500 THEN (r.co2 - 500) / 25 ELSE 0 END)";

    private const string Averaging = $"MATCH (r:Room)-[:PART_OF]->(f:Floor) WITH f.name AS FloorName, {Comfort} AS RoomComfort RETURN FloorName, avg(RoomComfort) AS Comfort";

    /// <summary>One by one; each is made when it is asked for.</summary>
    internal static IReadOnlyList<(string Name, Func<Scenario> Create)> All { get; } =
    [
        ("single_node_property_projection", () => Create(
            "single_node_property_projection",
            "MATCH (r:Room) RETURN elementId(r) AS RoomId, r.temperature AS Temperature, r.humidity AS Humidity, r.co2 AS CO2",
            RandomReading) with { Reach = 1_000_000 }),
        ("single_node_calculation_projection", () => Create(
            "single_node_calculation_projection",
            $"MATCH (r:Room) RETURN elementId(r) AS RoomId, {Comfort} AS Comfort",
            RandomReading) with { Reach = 700_000 }),
        ("single_path_averaging_projection", () => Create("single_path_averaging_projection", Averaging, RandomReading) with { Reach = 300_000 }),
        ("single_path_no_change_averaging_projection", () => Create(
            "single_path_no_change_averaging_projection", Averaging, SlightReading) with { Reach = 600_000 }),
    ];

    private static Scenario Create(string name, string query, Func<FeedBuilder, (string Name, PropertyValue Value)> reading)
    {
        var feed = new FeedBuilder();
        return new Scenario(
            name, query, feed, Building(feed), () => feed.Merge("Room", RoomId(feed.Random.Next(Buildings * Floors * Rooms)), reading(feed)));
    }

    // One of the three values at a time, over the range comfort depends on.
    private static (string Name, PropertyValue Value) RandomReading(FeedBuilder feed) => feed.Random.Next(3) switch
    {
        0 => ("temperature", PropertyValue.FromFloat(feed.Random.Next(650, 800) / 10.0)),
        1 => ("humidity", PropertyValue.FromFloat(feed.Random.Next(350, 550) / 10.0)),
        _ => ("co2", PropertyValue.FromInteger(feed.Random.Next(450, 750))),
    };

    // Below the point from which CO2 matters: the room changes, its comfort and the floor's average do not.
    private static (string Name, PropertyValue Value) SlightReading(FeedBuilder feed) => ("co2", PropertyValue.FromInteger(feed.Random.Next(400, 500)));

    private static IEnumerable<ElementChange> Building(FeedBuilder feed)
    {
        for (int building = 0; building < Buildings; building++)
        {
            string buildingId = $"building_{building}";
            yield return feed.Node("Building", buildingId, ("name", PropertyValue.FromText($"Building {building}")));
            for (int floor = building * Floors; floor < (building + 1) * Floors; floor++)
            {
                string floorId = $"floor_{floor}";
                yield return feed.Node("Floor", floorId, ("name", PropertyValue.FromText($"Floor {floor}")));
                yield return feed.Relation("PART_OF", $"floor_of_{floor}", floorId, buildingId);
                for (int room = floor * Rooms; room < (floor + 1) * Rooms; room++)
                {
                    yield return feed.Node(
                        "Room",
                        RoomId(room),
                        ("name", PropertyValue.FromText($"Room {room}")),
                        ("temperature", PropertyValue.FromFloat(72)),
                        ("humidity", PropertyValue.FromFloat(42)),
                        ("co2", PropertyValue.FromInteger(480)));
                    yield return feed.Relation("PART_OF", $"room_of_{room}", RoomId(room), floorId);
                }
            }
        }
    }

    private static string RoomId(int room) => "room_" + room.ToString(CultureInfo.InvariantCulture);
}
