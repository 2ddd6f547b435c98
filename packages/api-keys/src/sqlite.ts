export { type SqliteKeyStoreOptions, sqliteKeyStore } from './stores/sqlite.ts'
