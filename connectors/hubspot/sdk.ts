import type {
  BatchInputSimplePublicObjectBatchInputForCreate,
  BatchReadInputSimplePublicObjectId,
  Filter,
  PublicAssociationsForObject,
  PublicObjectSearchRequest,
  SimplePublicObjectBatchInputForCreate,
  SimplePublicObjectInput,
} from '@hubspot/api-client/lib/codegen/crm/objects/calls/index.js';
import type { SimplePublicObjectInputForCreate } from '@hubspot/api-client/lib/codegen/crm/contacts/index.js';
import type { PropertyCreate } from '@hubspot/api-client/lib/codegen/crm/properties/index.js';

/** HubSpot's generated models are classes that nobody constructs: their fields are what the wire takes. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { [Field in keyof T]: Plain<T[Field]> }
    : T;

export type CallBatch = Plain<BatchInputSimplePublicObjectBatchInputForCreate>;
export type CallInput = Plain<SimplePublicObjectBatchInputForCreate>;
export type CallPatch = Plain<SimplePublicObjectInput>;
export type CallLink = Plain<PublicAssociationsForObject>;
export type BatchRead = Plain<BatchReadInputSimplePublicObjectId>;
export type ContactInput = Plain<SimplePublicObjectInputForCreate>;
export type NewProperty = Plain<PropertyCreate>;
export type SearchFilter = Plain<Filter>;
export type SearchRequest = Plain<PublicObjectSearchRequest>;

// The modules of the enumerations alone: the index of a package loads all of its API.
export { AssociationSpecAssociationCategoryEnum as LinkCategory } from '@hubspot/api-client/lib/codegen/crm/objects/calls/models/AssociationSpec.js';
export { FilterOperatorEnum as Operator } from '@hubspot/api-client/lib/codegen/crm/objects/calls/models/Filter.js';
export {
  PropertyCreateFieldTypeEnum as PropertyField,
  PropertyCreateTypeEnum as PropertyType,
} from '@hubspot/api-client/lib/codegen/crm/properties/models/PropertyCreate.js';
