//! Kinds of file: one list of them, and a room for each.

mod awards;
mod cells;
mod columns;
mod completions;
mod facts;
mod kind;
mod lookups;
mod names;
mod plan;
mod supervision;
mod workers;

pub use facts::reference;
pub use kind::{Descriptor, FileKind, Operations};
pub use lookups::{FileMap, RowDigest};
pub use plan::{FieldChange, ImportContext, PlannedRow, fields, or_none};

use crate::call::Actor;
use crate::tables::Layout;
use crate::values::vocabulary;

/// Something that is done with a kind of file by its type.
pub trait KindTask {
    /// Result.
    type Output;

    /// Does it.
    fn run<K: ListedKind>(self) -> Self::Output;
}

/// A kind of file that is in the list.
pub trait ListedKind: FileKind {
    /// Its place there.
    const KIND: BatchKind;
}

/// The list of kinds: each with its type, its name here, and its word.
macro_rules! kinds {
    ($($(#[$about:meta])* $room:ident::$file:ident as $kind:ident = $word:tt),+ $(,)?) => {
        vocabulary! {
            /// Kind of rows in a batch.
            pub enum BatchKind { $($(#[$about])* $kind = $word),+ }
        }

        impl BatchKind {
            /// Names and columns of the kind.
            #[must_use]
            pub const fn descriptor(self) -> &'static Descriptor {
                match self { $(Self::$kind => &<$room::$file as FileKind>::DESCRIPTOR),+ }
            }

            /// Layout by which a client's file is looked at.
            #[must_use]
            pub fn layout_for(self, actor: &Actor) -> &'static Layout {
                match self { $(Self::$kind => <$room::$file as FileKind>::layout_for(actor)),+ }
            }

            /// Has something done with the type of the kind.
            pub fn dispatch<T: KindTask>(self, task: T) -> T::Output {
                match self { $(Self::$kind => task.run::<$room::$file>()),+ }
            }
        }

        $(impl ListedKind for $room::$file {
            const KIND: BatchKind = BatchKind::$kind;
        })+
    };
}

kinds! {
    /// Completions.
    completions::CompletionFile as Completions = "completions",
    /// Workers.
    workers::WorkerFile as Workers = "workers",
    /// Supervision sessions.
    supervision::SessionFile as SupervisionSessions = "supervisionSessions",
    /// Awards.
    awards::AwardFile as Awards = "awards",
}
