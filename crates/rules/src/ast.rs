//! The condition language as it is written: names, not yet looked up.
//!
//! `or` < `and` < `not` < comparison. There is no arithmetic, and nothing can fail when it runs.

use std::ops::Range;

/// A name with the bytes it stands at, counted from the start of the condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    /// The name as written.
    pub(crate) text: String,
    /// Bytes in the condition.
    pub(crate) span: Range<usize>,
}

/// How a fact is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// What a fact is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A value of a choice.
    Value(Name),
    /// A whole number.
    Number(i64, Range<usize>),
}

/// A condition as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ast {
    /// `true` or `false`
    Constant(bool),
    /// A yes/no fact or a term.
    Name(Name),
    /// A fact compared with a value or a number.
    Compare(Name, Comparison, Operand),
    /// A choice among several values.
    In(Name, Vec<Name>),
    /// `not`
    Not(Box<Ast>),
    /// `and`
    All(Vec<Ast>),
    /// `or`
    Any(Vec<Ast>),
}

/// Where a condition cannot be understood, and what was expected there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    /// Byte in the condition.
    pub(crate) at: usize,
    /// What was expected and what stands there.
    pub(crate) message: String,
}

/// How deep brackets and `not` may nest: far beyond what a reader follows, well within the stack.
const DEEPEST: usize = 64;

/// Reads a condition.
pub(crate) fn parse(text: &str) -> Result<Ast, SyntaxError> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, next: 0, depth: 0 };
    let ast = parser.any()?;
    match parser.peek() {
        Token::End => Ok(ast),
        _ => Err(parser.expected("`and`, `or` or the end")),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Number(i64),
    Compare(Comparison),
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
    End,
}

type Spanned = (Token, Range<usize>);

fn tokens(text: &str) -> Result<Vec<Spanned>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let mut follows = |wanted: char| rest.next_if(|(_, c)| *c == wanted).is_some();
        let token = match c {
            c if c.is_whitespace() => continue,
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::OpenList,
            ']' => Token::CloseList,
            ',' => Token::Comma,
            '=' if follows('=') => Token::Compare(Comparison::Equal),
            '!' if follows('=') => Token::Compare(Comparison::NotEqual),
            '<' if follows('=') => Token::Compare(Comparison::AtMost),
            '<' => Token::Compare(Comparison::Less),
            '>' if follows('=') => Token::Compare(Comparison::AtLeast),
            '>' => Token::Compare(Comparison::More),
            '=' => return Err(SyntaxError { at, message: "`=` stands alone; compare with `==`".into() }),
            c if c.is_alphanumeric() || matches!(c, '_' | '-' | '"') => {
                let word = word(c, &mut rest);
                let end = rest.peek().map_or(text.len(), |(i, _)| *i);
                tokens.push((word_token(&word, at)?, at..end));
                continue;
            }
            other => {
                return Err(SyntaxError { at, message: format!("`{other}` has no meaning in a condition") });
            }
        };
        let end = rest.peek().map_or(text.len(), |(i, _)| *i);
        tokens.push((token, at..end));
    }
    tokens.push((Token::End, text.len()..text.len()));
    Ok(tokens)
}

fn word(first: char, rest: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> String {
    let mut word = String::from(first);
    while let Some((_, c)) = rest.next_if(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '-' | '"')) {
        word.push(c);
    }
    word
}

fn word_token(word: &str, at: usize) -> Result<Token, SyntaxError> {
    if word.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        let number = word.parse().map(Token::Number);
        return number.map_err(|_| SyntaxError { at, message: format!("`{word}` is not a whole number") });
    }
    Ok(Token::Word(word.trim_matches('"').to_owned()))
}

struct Parser {
    tokens: Vec<Spanned>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Range<usize> {
        self.tokens.get(self.next).or(self.tokens.last()).map_or(0..0, |(_, span)| span.clone())
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next += 1;
        token
    }

    fn takes(&mut self, token: &Token) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found);
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        self.takes(&Token::Word(word.to_owned()))
    }

    fn expected(&self, what: &str) -> SyntaxError {
        let found = match self.peek() {
            Token::Word(word) => format!("`{word}`"),
            Token::Number(number) => format!("`{number}`"),
            Token::End => "the end".to_owned(),
            Token::Open => "`(`".to_owned(),
            Token::Close => "`)`".to_owned(),
            Token::OpenList => "`[`".to_owned(),
            Token::CloseList => "`]`".to_owned(),
            Token::Comma => "`,`".to_owned(),
            Token::Compare(_) => "a comparison".to_owned(),
        };
        SyntaxError { at: self.span().start, message: format!("expected {what}, found {found}") }
    }

    fn any(&mut self) -> Result<Ast, SyntaxError> {
        let mut parts = vec![self.all()?];
        while self.takes_word("or") {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Ast::Any))
    }

    fn all(&mut self) -> Result<Ast, SyntaxError> {
        let mut parts = vec![self.not()?];
        while self.takes_word("and") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Ast::All))
    }

    fn not(&mut self) -> Result<Ast, SyntaxError> {
        if !self.takes_word("not") {
            return self.primary();
        }
        self.deeper()?;
        let inner = self.not()?;
        self.depth -= 1;
        Ok(Ast::Not(Box::new(inner)))
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = format!("nested deeper than {DEEPEST}; name a part of it as a `term`");
            return Err(SyntaxError { at: self.span().start, message });
        }
        Ok(())
    }

    fn primary(&mut self) -> Result<Ast, SyntaxError> {
        if self.takes(&Token::Open) {
            self.deeper()?;
            let inner = self.any()?;
            self.depth -= 1;
            return if self.takes(&Token::Close) { Ok(inner) } else { Err(self.expected("`)`")) };
        }
        let name = self.name("a fact, a term, `not` or `(`")?;
        match (name.text.as_str(), self.peek().clone()) {
            ("true", _) => Ok(Ast::Constant(true)),
            ("false", _) => Ok(Ast::Constant(false)),
            (_, Token::Compare(comparison)) => {
                self.take();
                Ok(Ast::Compare(name, comparison, self.operand()?))
            }
            (_, Token::Word(word)) if word == "in" => {
                self.take();
                Ok(Ast::In(name, self.list()?))
            }
            _ => Ok(Ast::Name(name)),
        }
    }

    fn name(&mut self, what: &str) -> Result<Name, SyntaxError> {
        let span = self.span();
        match self.peek() {
            Token::Word(word) if !matches!(word.as_str(), "and" | "or" | "not" | "in") => {
                let text = word.clone();
                self.next += 1;
                Ok(Name { text, span })
            }
            _ => Err(self.expected(what)),
        }
    }

    fn operand(&mut self) -> Result<Operand, SyntaxError> {
        let span = self.span();
        if let Token::Number(number) = *self.peek() {
            self.next += 1;
            return Ok(Operand::Number(number, span));
        }
        self.name("a value or a whole number").map(Operand::Value)
    }

    fn list(&mut self) -> Result<Vec<Name>, SyntaxError> {
        if !self.takes(&Token::OpenList) {
            return Err(self.expected("`[`"));
        }
        let mut values = vec![self.name("a value")?];
        while self.takes(&Token::Comma) {
            values.push(self.name("a value")?);
        }
        if self.takes(&Token::CloseList) { Ok(values) } else { Err(self.expected("`,` or `]`")) }
    }
}

fn one_or(mut parts: Vec<Ast>, join: fn(Vec<Ast>) -> Ast) -> Ast {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        Some(last) => {
            parts.push(last);
            join(parts)
        }
        None => Ast::Constant(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str, at: usize, message: &str) {
        let error = parse(text).unwrap_err();
        assert_eq!((error.at, error.message.as_str()), (at, message), "{text}");
    }

    #[test]
    fn binds_not_before_and_before_or() {
        let same = |a: &str, b: &str| assert_eq!(shape(&parse(a).unwrap()), shape(&parse(b).unwrap()));
        same("not a and b or c", "((not a) and b) or c");
        same("a or b and not c", "a or (b and (not c))");
    }

    fn shape(ast: &Ast) -> String {
        let list = |parts: &[Ast], word: &str| parts.iter().map(shape).collect::<Vec<_>>().join(word);
        match ast {
            Ast::Name(name) => name.text.clone(),
            Ast::Not(inner) => format!("!{}", shape(inner)),
            Ast::All(parts) => format!("({})", list(parts, "&")),
            Ast::Any(parts) => format!("({})", list(parts, "|")),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn says_where_and_what_was_expected() {
        fails("age <", 5, "expected a value or a whole number, found the end");
        fails("place = web", 6, "`=` stands alone; compare with `==`");
        fails("place in web", 9, "expected `[`, found `web`");
        fails("(a or b", 7, "expected `)`, found the end");
        fails("a b", 2, "expected `and`, `or` or the end, found `b`");
        fails("a + b", 2, "`+` has no meaning in a condition");
        fails("age < 99999999999999999999", 6, "`99999999999999999999` is not a whole number");
        fails("", 0, "expected a fact, a term, `not` or `(`, found the end");
    }

    #[test]
    fn a_megabyte_of_nesting_is_refused() {
        let deep = format!("{}a{}", "(".repeat(500_000), ")".repeat(500_000));
        assert!(parse(&deep).unwrap_err().message.starts_with("nested deeper than 64"));
        assert!(parse(&"not ".repeat(250_000)).unwrap_err().message.starts_with("nested deeper than 64"));
    }
}
