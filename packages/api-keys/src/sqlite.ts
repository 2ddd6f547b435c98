export { type SqliteKeyStoreOptions, sqliteKeyStore } from './stores/sqlite-key-store.ts'
