export { type SqliteLimitStoreOptions, sqliteLimitStore } from './sqlite/sqlite-limit-store.ts'
