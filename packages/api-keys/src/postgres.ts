export {
  type PostgresKeyStore,
  type PostgresKeyStoreOptions,
  postgresKeyStore,
} from './stores/postgres.ts'
export { type KeyStoreMigration, keyStoreMigrations } from './stores/postgres-migrations.ts'
