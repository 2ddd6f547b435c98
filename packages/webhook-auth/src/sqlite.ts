export {
  type SqliteDeliveryStore,
  type SqliteDeliveryStoreOptions,
  sqliteDeliveryStore,
} from './stores/sqlite-delivery-store.ts'
