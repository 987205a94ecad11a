import { Operator, type SearchFilter, type SearchRequest } from './sdk.ts';

export const equals = (propertyName: string, value: string): SearchFilter => ({
  propertyName,
  operator: Operator.Eq,
  value,
});
export const hasToken = (propertyName: string, value: string): SearchFilter => ({
  propertyName,
  operator: Operator.ContainsToken,
  value,
});
export const above = (propertyName: string, value: string): SearchFilter => ({
  propertyName,
  operator: Operator.Gt,
  value,
});
export const atLeast = (propertyName: string, value: string): SearchFilter => ({
  propertyName,
  operator: Operator.Gte,
  value,
});
export const oneOf = (propertyName: string, values: string[]): SearchFilter => ({
  propertyName,
  operator: Operator.In,
  values,
});

export interface Search {
  /** Any of these groups; all filters of a group. At most 5 groups. */
  anyOf: readonly (readonly SearchFilter[])[];
  properties: readonly string[];
  sort: { propertyName: string; direction: 'ASCENDING' | 'DESCENDING' };
  /** At most 200. */
  limit: number;
  after?: string;
}

/** HubSpot wants every field, also the empty ones. */
export function searchBody({ anyOf, properties, sort, limit, after }: Search): SortedSearch {
  return {
    filterGroups: anyOf.map((filters) => ({ filters: [...filters] })),
    properties: [...properties],
    sorts: [sort],
    limit,
    after: after ?? '0',
  };
}

/** The generated type knows the short form of a sort only (a property name, ascending). */
type SortedSearch = Omit<Required<SearchRequest>, 'sorts' | 'query'> & {
  sorts: [Search['sort']];
};
