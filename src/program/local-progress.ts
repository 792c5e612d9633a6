import { join } from "node:path";
import { AppendFile } from "../io/append-file.ts";
import { makeFolder, removeFile } from "../io/file.ts";
import { bodyOf, frame } from "../io/frames.ts";
import { decodeEpoch, encodeEpoch, ProgressTable, type RunsUnderWay } from "../journal/progress.ts";

/** Runs under way on a machine that has no journal of their sweep: a file for each run, until it has come to its end. */
export function localProgress(folder: string): RunsUnderWay {
  const pathOf = (id: string) => join(folder, `${id}.epochs`);
  const append = (id: string, line: string) => {
    makeFolder(folder);
    const file = new AppendFile(pathOf(id));
    try {
      file.append(frame(line));
    } finally {
      file.close();
    }
  };
  return {
    begin(id) {
      append(id, "start");
      return readProgress(pathOf(id), id);
    },
    add: (id, epoch) => append(id, `epoch ${encodeEpoch(epoch)}`),
    cut: (id, from) => append(id, `cut ${from}`),
    ended(id, status) {
      if (status === "ok" || status === "diverged") removeFile(pathOf(id));
      else append(id, `end ${status}`);
    },
  };
}

function readProgress(path: string, id: string) {
  const table = new ProgressTable();
  const file = new AppendFile(path);
  try {
    file.scan((line) => {
      const [word, rest = ""] = String(bodyOf(line) ?? "").split(/ (.*)/s);
      if (word === "start") table.start(id);
      if (word === "epoch") table.add(id, decodeEpoch(rest));
      if (word === "cut") table.cut(id, Number(rest));
      if (word === "end") table.end(id, rest);
    });
  } finally {
    file.close();
  }
  return table.of(id);
}
