import { OPERATIONS, type Operation } from '@core/api/operation';
import { REQUEST_MARKS } from '../facts/requests';
import type { Pattern } from '../pattern';
import { abandonedReceiver } from './abandoned-receiver';
import { abandonedSender } from './abandoned-sender';
import { blockingSyscall } from './blocking-syscall';
import { doubleLock } from './double-lock';
import { ERRGROUP_MARKS, errgroupStall } from './errgroup-stall';
import { execStuck } from './exec-stuck';
import { finalizerStuck } from './finalizer-stuck';
import { foreignContext } from './foreign-context';
import { fullChannel } from './full-channel';
import { grpcConnPerCall } from './grpc-conn-per-call';
import { grpcStream } from './grpc-stream';
import { HTTP_BODY_MARKS, httpBodyUnclosed } from './http-body-unclosed';
import { httpServerNoTimeouts } from './http-server-no-timeouts';
import { HANDLER_MARKS, hungHandler } from './hung-handler';
import { iterPullUnstopped } from './iter-pull-unstopped';
import { lockAndChannel } from './lock-and-channel';
import { lockNeverReleased } from './lock-never-released';
import { lockOrder } from './lock-order';
import { lockOverIo } from './lock-over-io';
import { lockUpgrade } from './lock-upgrade';
import { missedSignal } from './missed-signal';
import { netReadNoDeadline } from './net-read-no-deadline';
import { notifyContext } from './notify-context';
import { onceRecursion } from './once-recursion';
import { pipeAbandoned } from './pipe-abandoned';
import { recursiveRlock } from './recursive-rlock';
import { spawnStorm } from './spawn-storm';
import { semaphoreLeak } from './semaphore-leak';
import { semaphoreWait } from './semaphore-wait';
import { SINGLEFLIGHT_MARKS, singleflightStall } from './singleflight-stall';
import { sqlDbPerRequest } from './sql-db-per-request';
import { sqlRowsUnclosed } from './sql-rows-unclosed';
import { synctestBlock } from './synctest-block';
import { threadLocked } from './thread-locked';
import { timerLoop } from './timer-loop';
import { transportPerRequest } from './transport-per-request';
import { unstoppedLoop } from './unstopped-loop';
import { waitgroupNeverDone } from './waitgroup-never-done';
import { waitgroupUnreadChannel } from './waitgroup-unread-channel';

/** From the special to the general: the first that matches a group names it. */
export const PATTERNS: readonly Pattern[] = [
  ...[synctestBlock, spawnStorm, finalizerStuck, onceRecursion, iterPullUnstopped, threadLocked],
  ...[
    httpBodyUnclosed,
    transportPerRequest,
    httpServerNoTimeouts,
    grpcStream,
    grpcConnPerCall,
    sqlDbPerRequest,
    sqlRowsUnclosed,
  ],
  ...[execStuck, pipeAbandoned, foreignContext, notifyContext],
  ...[errgroupStall, semaphoreLeak, singleflightStall, waitgroupUnreadChannel],
  ...[lockAndChannel, lockOverIo, recursiveRlock, lockOrder, doubleLock, lockUpgrade, lockNeverReleased],
  ...[waitgroupNeverDone, fullChannel, hungHandler, abandonedSender, abandonedReceiver, unstoppedLoop, missedSignal],
  ...[timerLoop, netReadNoDeadline, blockingSyscall, semaphoreWait],
];

/** Every pattern of names that is looked for on stacks. */
export const MARKS: readonly RegExp[] = [
  ...PATTERNS.flatMap(({ frames }) => frames),
  ...[...ERRGROUP_MARKS, ...SINGLEFLIGHT_MARKS, ...HTTP_BODY_MARKS, ...HANDLER_MARKS, ...REQUEST_MARKS],
];

/** Patterns by operation (row of OPERATIONS), in order. */
export const BY_OPERATION: readonly (readonly Pattern[])[] = OPERATIONS.map((operation: Operation) =>
  PATTERNS.filter(({ operations }) => operations.includes(operation)),
);
