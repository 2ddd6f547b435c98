export {
  type PostgresKeyStore,
  type PostgresKeyStoreOptions,
  postgresKeyStore,
} from './stores/postgres-key-store.ts'
export { type KeyStoreMigration, keyStoreMigrations } from './stores/postgres-migrations.ts'
