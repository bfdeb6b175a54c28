import { join } from "node:path";
import { killTree } from "./process_tree.ts";
import type { SparkHome } from "./spark_home.ts";

/** Of a process whose log is read. */
interface Logged {
  process: Deno.ChildProcess;
  /** What it has written so far. */
  log: { text: string };
}

/** For Java that soon ends: to optimise its code takes longer than what it gains. */
const SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

/** Milliseconds that a part of Spark may take to start, on a computer that does other things too. */
const START_TIMEOUT = 120_000;

/** A Spark cluster on this computer: a master, and workers with a core each, as processes of their own on 127.0.0.1. */
export class SparkCluster implements AsyncDisposable {
  private readonly started: Logged[] = [];
  /** The master's address. */
  private url = "";
  private workers: Logged[] = [];
  private constructor(
    private readonly home: SparkHome,
    /** Where workers and applications put what they need. */
    private readonly folder: string,
  ) {}

  /** Starts a master and workers; all ports are free ones. */
  static async start(home: SparkHome, folder: string, workers: number): Promise<SparkCluster> {
    const cluster = new SparkCluster(home, folder);
    const local = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
    const daemon = (name: string, ...args: string[]) =>
      cluster.spawn("spark-class", [`org.apache.spark.deploy.${name}`, ...local, ...args]);
    try {
      const master = daemon("master.Master");
      cluster.url = (await said(master, /spark:\/\/127\.0\.0\.1:\d+/))[0];
      const own = ["--cores", "1", "--memory", "1g", "--work-dir", join(folder, "work"), cluster.url];
      cluster.workers = Array.from({ length: workers }, () => daemon("worker.Worker", ...own));
      for (const worker of cluster.workers) await said(worker, /Successfully registered with master/);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts an application; `args`: its file and options. */
  async submit(args: readonly string[]): Promise<SparkApplication> {
    const events = join(this.folder, "events");
    await Deno.mkdir(events, { recursive: true });
    const settings = {
      "spark.driver.host": "127.0.0.1",
      "spark.ui.port": "0",
      "spark.driver.memory": "512m",
      "spark.executor.memory": "512m",
      "spark.executor.cores": "1",
      "spark.eventLog.enabled": "true",
      "spark.eventLog.dir": `file:${events}`,
      "spark.local.dir": this.folder,
    };
    const conf = Object.entries(settings).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
    const submitted = this.spawn("spark-submit", ["--master", this.url, ...conf, ...args]);
    return new SparkApplication(submitted, events);
  }

  /** Kills a worker, its executors, and what those have started. */
  loseWorker(): void {
    const worker = this.workers.pop();
    if (worker) killTree(worker.process.pid);
  }

  private spawn(program: string, args: readonly string[]): Logged {
    const process = new Deno.Command(join(this.home.folder, "bin", program), {
      args: [...args],
      // Nothing of this computer's own settings; nothing listens for others.
      clearEnv: true,
      env: {
        PATH: Deno.env.get("PATH") ?? "",
        SPARK_LOCAL_IP: "127.0.0.1",
        SPARK_DAEMON_MEMORY: "256m",
        SPARK_LOCAL_DIRS: this.folder,
        PYSPARK_PYTHON: this.home.python,
        JAVA_TOOL_OPTIONS: SHORT_LIVED,
        ...javaHome(),
      },
      cwd: this.folder,
      stdin: "null",
      // Spark passes on what an application writes to stderr by its own stdout.
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const logged = { process, log: { text: "" } };
    this.started.push(logged);
    for (const stream of [process.stdout, process.stderr]) {
      drain(stream, logged.log).catch(() => {}); // it was killed
    }
    return logged;
  }

  async [Symbol.asyncDispose]() {
    for (const { process } of this.started) killTree(process.pid);
    await Promise.all(this.started.map(({ process }) => process.status));
  }
}

/** How far an application is. */
interface Stage {
  status: string;
  numTasks: number;
  numActiveTasks: number;
  numCompleteTasks: number;
}

/** An application that runs on a cluster. */
export class SparkApplication {
  constructor(private readonly submitted: Logged, private readonly events: string) {}

  /**
   * Waits until of a stage with `tasks` tasks some are done and `busy` run. Throws where the application ends before.
   */
  async untilHalfDone(tasks: number, busy: number): Promise<void> {
    const [, id, address] = await said(this.submitted, /facefinder: application (\S+), (http:\S+)/);
    const at = `${address}/api/v1/applications/${id}/stages`;
    while (!await this.isHalfDone(at, tasks, busy)) {
      if (await isOver(this.submitted)) {
        throw new Error(`the application ended first: ${troubles(this.submitted)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async isHalfDone(at: string, tasks: number, busy: number): Promise<boolean> {
    try {
      const stages: Stage[] = await (await fetch(at)).json();
      return stages.some(({ status, numTasks, numActiveTasks, numCompleteTasks }) =>
        // The last stage: the one before it, which divides the paths, has as many tasks or fewer, but an instant each.
        status === "ACTIVE" && numTasks === tasks && numActiveTasks >= busy && numCompleteTasks >= busy
      );
    } catch {
      return false; // not there yet, or no more
    }
  }

  /** Waits for its end. Throws with the end of its log where it failed. */
  async finished(): Promise<void> {
    const { success, code } = await this.submitted.process.status;
    if (!success) throw new Error(`exit ${code} of the application: ${troubles(this.submitted)}`);
  }

  /** Of the last stage: how many of its tasks were begun once more, by the log of events; once it has ended. */
  async repeated(): Promise<number> {
    const begun: { stage: number; task: number }[] = [];
    for await (const { name } of Deno.readDir(this.events)) {
      for (const line of (await Deno.readTextFile(join(this.events, name))).split("\n")) {
        if (!line.startsWith('{"Event":"SparkListenerTaskStart"')) continue;
        const event = JSON.parse(line);
        begun.push({ stage: event["Stage ID"], task: event["Task Info"]["Index"] });
      }
    }
    const last = Math.max(...begun.map(({ stage }) => stage));
    const tasks = begun.filter(({ stage }) => stage === last).map(({ task }) => task);
    return tasks.length - new Set(tasks).size;
  }
}

function javaHome(): Record<string, string> {
  const folder = Deno.env.get("JAVA_HOME");
  return folder === undefined ? {} : { JAVA_HOME: folder };
}

async function drain(stream: ReadableStream<Uint8Array<ArrayBuffer>>, log: Logged["log"]) {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) log.text += text;
}

function isOver({ process }: Logged): Promise<boolean> {
  return Promise.race([process.status.then(() => true), new Promise<false>((r) => setTimeout(r, 0, false))]);
}

/** The end of a log, without what goes well. */
function troubles({ log }: Logged): string {
  return log.text.split("\n").filter((line) => !/ INFO |^\s+at /.test(line)).join("\n").slice(-6000);
}

/** What a pattern finds in a process's log, once it is there. Throws where it ends before, or takes too long. */
async function said(logged: Logged, pattern: RegExp): Promise<RegExpMatchArray> {
  const began = performance.now();
  while (true) {
    const found = logged.log.text.match(pattern);
    if (found) return found;
    if (await isOver(logged) || performance.now() - began > START_TIMEOUT) {
      throw new Error(`no ${pattern} in: ${troubles(logged)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
