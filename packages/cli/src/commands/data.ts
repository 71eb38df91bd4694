import { Command } from "commander";
import { addCommonOptions } from "../options.js";
import { action } from "../run-command.js";

/** `nescio data list|where|fetch|verify`: the data sets known by name. */
export function dataCommand(): Command {
  const data = new Command("data").description("list, find, fetch and verify the data sets known by name");
  data.addHelpText(
    "after",
    `
Data sets are looked for in --data-dir, in NESCIO_DATA and in the cache, in that order.

Examples:
  nescio data list
  nescio data where mnist
  nescio data fetch mnist notmnist
  nescio data verify --data-dir ./data`,
  );

  const list = new Command("list")
    .description("every data set: images, size, license, and where it is")
    .addHelpText("after", "\nExamples:\n  nescio data list\n  nescio data list --json")
    .action(action(async (context) => (await actions()).listDatasets(context)));

  const where = new Command("where")
    .description("the folders that are searched, and the files found")
    .argument("[name]", "name of a data set")
    .addHelpText("after", "\nExamples:\n  nescio data where\n  nescio data where mnist")
    .action(action(async (context, name?: string) => (await actions()).locateDataset(context, name)));

  const fetch = new Command("fetch")
    .description("download what is missing, into --data-dir if given, else the cache; run again, it resumes")
    .argument("<names...>", "names of data sets")
    .addHelpText(
      "after",
      "\nExamples:\n  nescio data fetch mnist notmnist\n  nescio data fetch kmnist --data-dir ./data",
    )
    .action(action(async (context, names: string[]) => (await actions()).fetchDatasets(context, names)));

  const verify = new Command("verify")
    .description("check files against their checksums (default: all that are here)")
    .argument("[names...]", "names of data sets; a missing one is an error then")
    .addHelpText("after", "\nExamples:\n  nescio data verify\n  nescio data verify mnist")
    .action(action(async (context, names: string[]) => (await actions()).verifyDatasets(context, names)));

  for (const command of [list, where, fetch, verify]) {
    data.addCommand(addCommonOptions(command, "dataDir", "json", "quiet"));
  }
  return data;
}

const actions = (): Promise<typeof import("../actions/data.js")> => import("../actions/data.js");
