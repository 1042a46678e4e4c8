import { serveTask } from '../../../kit/worker-pool/serve-task.ts'
import { decodeRemoteWrite } from './remote-write.ts'

serveTask(decodeRemoteWrite)
