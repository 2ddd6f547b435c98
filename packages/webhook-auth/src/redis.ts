export {
  type RedisDeliveryStoreOptions,
  redisDeliveryStore,
} from './stores/redis-delivery-store.ts'
