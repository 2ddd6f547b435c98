export {
  type PostgresDeliveryStore,
  type PostgresDeliveryStoreOptions,
  postgresDeliveryStore,
} from './stores/postgres-delivery-store.ts'
export {
  type DeliveryStoreMigration,
  deliveryStoreMigrations,
} from './stores/postgres-migrations.ts'
