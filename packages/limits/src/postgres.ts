export {
  type PostgresLimitStore,
  type PostgresLimitStoreOptions,
  postgresLimitStore,
} from './postgres/postgres-limit-store.ts'
