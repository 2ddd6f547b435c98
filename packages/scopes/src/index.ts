export { defineScopes, type Scopes, type ScopesDefinition, type Wildcard } from './define-scopes.ts'
export type { Grants } from './grants.ts'
export type { Requirement } from './requirement.ts'
export type { Explanation, Origin, ScopeExplanation } from './explain.ts'

export { describeScopes, type RequireScopesOptions, requireScopes } from './require-scopes.ts'
export { type ObserveScopesOptions, observeScopes } from './observe-scopes.ts'

export { type ScopeDenial, scopeEvents, scopeMetrics, scopeReasons } from './catalog.ts'
