export {
  type AdministeredControls,
  type ControlsEndpointOptions,
  controlsEndpoint,
} from './controls-endpoint.ts'
