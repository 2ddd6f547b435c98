export { type RedisKeyStoreOptions, redisKeyStore } from './stores/redis-key-store.ts'
