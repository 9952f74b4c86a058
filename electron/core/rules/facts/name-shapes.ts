import { parseGoName } from '@core/base/go-name';

const CONSTRUCTOR =
  /^(New|new|Start|start|Open|open|Dial|dial|Init|init|Setup|setup|(?:Serve|serve)(?!HTTP|DNS|Conn|Request)|Listen|listen|Launch|launch|Must|must|Connect|connect|Create|create|Boot|boot)(?![a-z])/;
const LOOP =
  /^(run|Run|loop|Loop|serve|Serve|work|worker|Worker|watch|Watch|listen|Listen|consume|Consume|dispatch|Dispatch|poll|Poll|monitor|Monitor|flush|Flush|daemon|process|Process|handle|Handle|pump|Pump|drain|reap|janitor|sweep|gc|tick|housekeep|background|forever|main|recv|receive|read|write)(?![a-z])|(Loop|Worker|Pump|Daemon|er)$/;

/** `runTask`, `handleConn`: one of something, not the loop over them. */
const ONE_OF =
  /^(?:run|serve|work|process|handle|recv|receive|read|write|consume|dispatch|do)(?:One|Once|Task|Job|Item|Request|Conn|Message|Msg|Event|Call|Command|Work|File|Chunk)(?:Async)?$/i;

/** It is called as what makes something that lives on (`NewPool`, `dial`); the function literals in it construct nothing. */
export function isConstructorName(name: string): boolean {
  const { method, closure } = parseGoName(name);
  return closure === '' && CONSTRUCTOR.test(method);
}

/** It is called like a loop: `run`, `worker`, `watchLoop`. */
export function isLoopName(name: string): boolean {
  const { method, closure } = parseGoName(name);
  return closure === '' && LOOP.test(method) && !ONE_OF.test(method);
}
