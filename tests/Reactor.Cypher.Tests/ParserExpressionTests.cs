namespace Reactor.Cypher.Tests;

public sealed class ParserExpressionTests
{
    [Theory]
    [InlineData("a OR b XOR c", "(Or a (Xor b c))")]
    [InlineData("a XOR b AND c", "(Xor a (And b c))")]
    [InlineData("NOT a AND b", "(And (Not a) b)")]
    [InlineData("NOT NOT a", "(Not (Not a))")]
    [InlineData("NOT a = b", "(Not (Equal a b))")]
    [InlineData("a = b IS NULL", "(Equal a (IsNull b))")]
    [InlineData("a = b IN c", "(Equal a (In b c))")]
    [InlineData("a + b IN c + d", "(In (Add a b) (Add c d))")]
    [InlineData("a + b STARTS WITH c + d", "(StartsWith (Add a b) (Add c d))")]
    [InlineData("a < b + c", "(Less a (Add b c))")]
    [InlineData("a + b * c", "(Add a (Multiply b c))")]
    [InlineData("a * b ^ c", "(Multiply a (Power b c))")]
    [InlineData("-a ^ b", "(Power (Negate a) b)")]
    [InlineData("a ^ -b", "(Power a (Negate b))")]
    [InlineData("-a.b", "(Negate (. a b))")]
    [InlineData("-a[0]", "(Negate (at a 0))")]
    [InlineData("a + b[0]", "(Add a (at b 0))")]
    [InlineData("NOT a:B", "(Not (label a B))")]
    [InlineData("a.b:C:D", "(label (. a b) C D)")]
    [InlineData("(a OR b) AND c", "(And (Or a b) c)")]
    public void Stronger_operator_binds_first(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("a:B|C", "(label a (| B C))")]
    [InlineData("a:B|C&D", "(label a (| B (& C D)))")]
    [InlineData("a:(B|C)&!D&E", "(label a E (| B C) !D)")]
    [InlineData("a:!B&!(C|%)", "(label a !B !(| C %))")]
    [InlineData("NOT a:B|C OR b", "(Or (Not (label a (| B C))) b)")]
    [InlineData("[x IN a WHERE x:B | x]", "(each x a (label x B) x)")]
    [InlineData("[x IN a WHERE x:(B|C) | x]", "(each x a (label x (| B C)) x)")]
    [InlineData("[x IN a WHERE (x:B|C) | x]", "(each x a (label x (| B C)) x)")]
    [InlineData("[x IN a WHERE x:B | x:C|D]", "(each x a (label x B) (label x (| C D)))")]
    public void Label_expression_is_as_its_operators_bind(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("a - b - c", "(Subtract (Subtract a b) c)")]
    [InlineData("a / b * c % d", "(Modulo (Multiply (Divide a b) c) d)")]
    [InlineData("a ^ b ^ c", "(Power (Power a b) c)")]
    [InlineData("a OR b OR c", "(Or (Or a b) c)")]
    [InlineData("a IN b IN c", "(In (In a b) c)")]
    [InlineData("a IS NULL IS NOT NULL", "(IsNotNull (IsNull a))")]
    public void Equal_operators_associate_to_the_left(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("a < b <= c", "(Less-LessOrEqual a b c)")]
    [InlineData("a = b <> c", "(Equal-NotEqual a b c)")]
    [InlineData("(a < b) < c", "(Less (Less a b) c)")]
    [InlineData("a > b", "(Greater a b)")]
    [InlineData("a<-1", "(Less a -1)")]
    public void Comparisons_form_a_chain_unless_parenthesised(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("-0x8000000000000000", "-9223372036854775808")]
    [InlineData("- 3", "-3")]
    [InlineData("-1.5e2", "-150f")]
    [InlineData("1 - 1", "(Subtract 1 1)")]
    [InlineData("--1", "(Negate -1)")]
    [InlineData("+1", "(Plus 1)")]
    public void Sign_belongs_to_a_number_where_it_can(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("a[1]", "(at a 1)")]
    [InlineData("a[1..2]", "(slice a 1 2)")]
    [InlineData("a[..2]", "(slice a _ 2)")]
    [InlineData("a[1..]", "(slice a 1 _)")]
    [InlineData("a[b..c][0].d", "(. (at (slice a b c) 0) d)")]
    [InlineData("$p.x", "(. $p x)")]
    [InlineData("$1", "$1")]
    [InlineData("$`a b`", "$a b")]
    public void Postfix_operators_apply_in_order(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("[]", "(list)")]
    [InlineData("[1, [2], 'x']", "(list 1 (list 2) 'x')")]
    [InlineData("{}", "(map )")]
    [InlineData("{a: 1, `b c`: {return: null}}", "(map a 1 b c (map return null))")]
    [InlineData("[a IN b, c]", "(list (In a b) c)")]
    [InlineData("[a IN b OR c, d]", "(list (Or (In a b) c) d)")]
    [InlineData("[a IN b WHERE a > 1 | a * 2]", "(each a b (Greater a 1) (Multiply a 2))")]
    [InlineData("[a IN b | a]", "(each a b a)")]
    [InlineData("[TRUE, False, nUll]", "(list true false null)")]
    public void Brackets_make_lists_maps_and_comprehensions(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("COUNT( * )", "(count *)")]
    [InlineData("count(DISTINCT a.b)", "(count distinct (. a b))")]
    [InlineData("date.truncate('day', a)", "(date.truncate 'day' a)")]
    [InlineData("pi()", "(pi)")]
    [InlineData("CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END", "(Case a 1 b 2 3)")]
    [InlineData("CASE a WHEN 1, 2 THEN 'x' END", "(Case a 1 2 'x')")]
    [InlineData("all(x IN a WHERE x)", "(Quantifier a x)")]
    [InlineData("reduce(s = 0, x IN a | s + x)", "(Reduce 0 a (Add s x))")]
    [InlineData("n {.a, .*, b: 1, c}", "(MapProjection 1 c)")]
    [InlineData("exists(n.x)", "(exists (. n x))")]
    [InlineData("EXISTS { (n)-->() }", "(Exists)")]
    [InlineData("EXISTS { MATCH (n)-->(m) WHERE m.x RETURN m }", "(Exists)")]
    [InlineData("(n)-[:T]->()", "(PatternPredicate)")]
    [InlineData("[(n)-->(m) WHERE m.x | m.y]", "(PatternComprehension (. m x) (. m y))")]
    [InlineData("[p = (n)-->() | p]", "(PatternComprehension p)")]
    [InlineData("shortestPath((a)-[*]-(b))", "(PatternPredicate)")]
    public void Calls_and_compound_expressions_have_their_parts(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("(a)--(b)", "(PatternPredicate)")]
    [InlineData("(a)-[x]-(b)", "(PatternPredicate)")]
    [InlineData("(a {x: 1})<--()", "(PatternPredicate)")]
    [InlineData("(a) - (b)", "(Subtract a b)")]
    [InlineData("(a) < -(b)", "(Less a (Negate b))")]
    [InlineData("(a)-[1][0]", "(Subtract a (at (list 1) 0))")]
    [InlineData("(1)--(2)", "(Subtract 1 (Negate 2))")]
    public void Path_and_arithmetic_are_told_apart(string text, string expected) => Shape(text).Should().Be(expected);

    [Theory]
    [InlineData("order.total", "(. order total)")]
    [InlineData("end", "end")]
    [InlineData("limit + skip", "(Add limit skip)")]
    [InlineData("`match`.x", "(. match x)")]
    [InlineData("n.return", "(. n return)")]
    public void Word_that_is_no_keyword_at_its_place_is_a_name(string text, string expected) => Shape(text).Should().Be(expected);

    private static string Shape(string text) => Sketch.Of(Queries.ParseExpression(text));
}
