export { type RedisKeyStoreOptions, redisKeyStore } from './redis/redis-key-store.ts'
