//! The place in the law on which something stands.

use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

use super::{Article, Day, Language, Note, Parameter, TranslatedText};

/// A place in an act of law. Everything that inherits it shares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBasis(Arc<Citation>);

/// The act on which something stands, and the place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = LegalBasis, example = json!({
    "act": "Ordinul ministrului nr. 44", "article": "pct. 12", "day": "2026-11-20"
}))]
pub struct Citation {
    /// The act: its kind and number, its title where it is known by that.
    pub act: Note,
    /// The article, point or annex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    /// The day of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// The day of the version that is meant, where the act was amended since; not before the act's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_of: Option<Day>,
}

impl From<Citation> for LegalBasis {
    fn from(citation: Citation) -> Self {
        Self(Arc::new(citation))
    }
}

impl From<Note> for LegalBasis {
    /// An act in words of which nothing else is known.
    fn from(act: Note) -> Self {
        Citation { act, article: None, day: None, version_of: None }.into()
    }
}

impl Deref for LegalBasis {
    type Target = Citation;

    fn deref(&self) -> &Citation {
        &self.0
    }
}

impl Citation {
    /// The same in each language, for a fault that speaks of what stands on it.
    #[must_use]
    pub fn in_words(&self) -> TranslatedText {
        TranslatedText::by(|language| self.cited(language))
    }

    /// The act and the place in it, as people of a language cite it.
    #[must_use]
    pub fn cited(&self, language: Language) -> String {
        let day = |day: Day| Parameter::from(day).say(language);
        let (of, version) = match language {
            Language::Ro => ("din", "în redacția din"),
            Language::En => ("of", "as amended on"),
            Language::Ru => ("от", "в редакции от"),
        };
        let mut said = self.act.to_string();
        if let Some(on) = self.day {
            said = format!("{said} {of} {}", day(on));
        }
        if let Some(article) = &self.article {
            said = format!("{said}, {article}");
        }
        if let Some(amended) = self.version_of {
            said = format!("{said}, {version} {}", day(amended));
        }
        said
    }
}

impl Serialize for LegalBasis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for LegalBasis {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Citation::deserialize(from).map(Self::from)
    }
}

impl utoipa::PartialSchema for LegalBasis {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        Citation::schema()
    }
}

impl ToSchema for LegalBasis {
    fn name() -> std::borrow::Cow<'static, str> {
        "LegalBasis".into()
    }

    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        Citation::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_cited_as_people_of_each_language_do() {
        let day = |text: &str| Some(Day::parse(text).expect("a day"));
        let act = || Note::parse("Ordinul nr. 44").expect("an act");
        let article = || Some(Article::parse("pct. 12").expect("an article"));
        let whole = Citation {
            act: act(),
            article: article(),
            day: day("2026-11-20"),
            version_of: day("2027-02-01"),
        };
        let undated = Citation { act: act(), article: article(), day: None, version_of: None };
        let table = [
            (
                &whole,
                [
                    "Ordinul nr. 44 din 20.11.2026, pct. 12, în redacția din 01.02.2027",
                    "Ordinul nr. 44 of 2026-11-20, pct. 12, as amended on 2027-02-01",
                    "Ordinul nr. 44 от 20.11.2026, pct. 12, в редакции от 01.02.2027",
                ],
            ),
            (&undated, ["Ordinul nr. 44, pct. 12"; 3]),
            (&LegalBasis::from(act()), ["Ordinul nr. 44"; 3]),
        ];
        for (citation, said) in table {
            assert_eq!([Language::Ro, Language::En, Language::Ru].map(|one| citation.cited(one)), said);
        }
    }
}
