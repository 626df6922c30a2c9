//! A question in the engine's own terms. Every attribute of the schema is given, always: a test compares.

use crate::{Action, Object, Subject};
use cedar_policy::entities_errors::EntitiesError;
use cedar_policy::{
    Context, ContextCreationError, Entities, Entity, EntityAttrEvaluationError, EntityId, EntityTypeName,
    EntityUid, ParseErrors, Request, RequestValidationError, RestrictedExpression, Schema,
};
use std::collections::{HashMap, HashSet};
use std::str::FromStr as _;
use varsam_model::{Id, Role};

/// Why a question could not be put.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("an attribute has no value: {0}")]
    Attribute(#[from] Box<EntityAttrEvaluationError>),
    #[error("the entities do not fit together: {0}")]
    Entities(#[from] Box<EntitiesError>),
    #[error("the circumstances cannot be written: {0}")]
    Context(#[from] Box<ContextCreationError>),
    #[error("the question does not fit the schema: {0}")]
    Request(#[from] Box<RequestValidationError>),
}

/// The types of the schema, parsed once.
#[derive(Debug)]
pub(crate) struct Types {
    person: EntityTypeName,
    organiser: EntityTypeName,
    unit: EntityTypeName,
    class: EntityTypeName,
    kind: EntityTypeName,
    role: EntityTypeName,
    object: EntityTypeName,
    action: EntityTypeName,
}

/// Who asks, in the engine's terms: made once per request.
#[derive(Debug)]
pub(crate) struct Asker {
    uid: EntityUid,
    entities: Entities,
}

impl Types {
    pub(crate) fn new() -> Result<Self, Box<ParseErrors>> {
        let named = |name| EntityTypeName::from_str(name).map_err(Box::new);
        Ok(Self {
            person: named("Person")?,
            organiser: named("Organiser")?,
            unit: named("Unit")?,
            class: named("Class")?,
            kind: named("Kind")?,
            role: named("Role")?,
            object: named("Object")?,
            action: named("Action")?,
        })
    }

    pub(crate) fn action(&self, action: Action) -> EntityUid {
        uid(&self.action, action.code())
    }

    /// Who asks, with every attribute of `Person`.
    pub(crate) fn asker(&self, subject: &Subject) -> Result<Asker, Error> {
        let who = Self::id(&self.person, subject.person);
        let mut attributes = HashMap::with_capacity(Role::ALL.len() + 6);
        for role in Role::ALL {
            let held = subject.roles.iter().filter(|held| held.role == *role);
            attributes.insert(role.code().to_owned(), Self::set(&self.unit, held.map(|held| held.unit)));
        }
        let exempt = subject.roles.iter().filter(|held| held.is_card_exempt);
        let sets = [
            ("somewhere", Self::set(&self.unit, subject.roles.iter().map(|held| held.unit))),
            ("works", Self::set(&self.unit, subject.works())),
            ("card_exempt", Self::set(&self.unit, exempt.map(|held| held.unit))),
            ("emergency", Self::set(&self.unit, subject.emergencies.iter().copied())),
            ("children", Self::set(&self.person, subject.children.iter().copied())),
            ("organiser", Self::reference(&self.organiser, subject.organiser)),
        ];
        attributes.extend(sets.map(|(name, value)| (name.to_owned(), value)));
        let entity = Entity::new(who.clone(), attributes, HashSet::new()).map_err(Box::new)?;
        let entities = Entities::from_entities([entity], None).map_err(Box::new)?;
        Ok(Asker { uid: who, entities })
    }

    /// Everything that a question is judged by: who asks, what is asked about, and its unit.
    pub(crate) fn entities(&self, asker: &Asker, object: &Object) -> Result<Entities, Error> {
        let both = [self.unit(object)?, self.object(object)?];
        Ok(asker.entities.clone().add_entities(both, None).map_err(Box::new)?)
    }

    /// The question itself, checked against the schema.
    pub(crate) fn request(
        &self,
        asker: &Asker,
        action: &EntityUid,
        circumstances: [(&str, RestrictedExpression); 3],
        schema: &Schema,
    ) -> Result<Request, Error> {
        let context = Context::from_pairs(circumstances.map(|(name, value)| (name.to_owned(), value)));
        let context = context.map_err(Box::new)?;
        let resource = uid(&self.object, "it");
        let request = Request::new(asker.uid.clone(), action.clone(), resource, context, Some(schema));
        Ok(request.map_err(Box::new)?)
    }

    /// The unit, directly below each of those above it: they need not be supplied then.
    fn unit(&self, object: &Object) -> Result<Entity, Error> {
        let place = &object.place;
        let attributes = [
            ("organiser".to_owned(), Self::reference(&self.organiser, place.organiser)),
            ("fictitious".to_owned(), RestrictedExpression::new_bool(place.is_fictitious)),
        ];
        let above = place.above.iter().filter(|unit| **unit != place.unit);
        let above = above.map(|unit| Self::id(&self.unit, *unit)).collect();
        let entity = Entity::new(Self::id(&self.unit, place.unit), attributes.into(), above);
        Ok(entity.map_err(Box::new)?)
    }

    fn object(&self, object: &Object) -> Result<Entity, Error> {
        let code = |kind, code| RestrictedExpression::new_entity_uid(uid(kind, code));
        let roles = |roles: &[Role]| {
            RestrictedExpression::new_set(roles.iter().map(|role| code(&self.role, role.code())))
        };
        let attributes = [
            ("unit", Self::reference(&self.unit, object.place.unit)),
            ("class", code(&self.class, object.class.code())),
            ("kind", code(&self.kind, object.kind.code())),
            ("about", Self::set(&self.person, object.about.iter().copied())),
            ("actors", Self::set(&self.person, object.actors.iter().copied())),
            ("limited", RestrictedExpression::new_bool(object.is_limited)),
            ("named", Self::set(&self.person, object.named.iter().copied())),
            ("quarantined", RestrictedExpression::new_bool(object.is_quarantined)),
            ("marked", RestrictedExpression::new_bool(object.is_marked)),
            ("owed", roles(&object.owed)),
            ("grants", roles(object.grants.as_slice())),
            ("holds", roles(&object.holds)),
        ];
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value)).into();
        Ok(Entity::new(uid(&self.object, "it"), attributes, HashSet::new()).map_err(Box::new)?)
    }

    fn id<T>(kind: &EntityTypeName, id: Id<T>) -> EntityUid {
        let mut buffer = uuid::Uuid::encode_buffer();
        uid(kind, id.uuid().simple().encode_lower(&mut buffer))
    }

    fn reference<T>(kind: &EntityTypeName, id: Id<T>) -> RestrictedExpression {
        RestrictedExpression::new_entity_uid(Self::id(kind, id))
    }

    fn set<T>(kind: &EntityTypeName, ids: impl Iterator<Item = Id<T>>) -> RestrictedExpression {
        RestrictedExpression::new_set(ids.map(|id| Self::reference(kind, id)))
    }
}

fn uid(kind: &EntityTypeName, code: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(code))
}
