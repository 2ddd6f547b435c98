export { type RecordServiceOptions, recordService } from './presets/record-service.ts'
export {
  type ServiceSloName,
  type ServiceSlos,
  type ServiceSlosOptions,
  serviceSlos,
} from './presets/service-slos.ts'
