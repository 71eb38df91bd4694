import { readFileSync } from "node:fs";
import { mcmc, np, normal, studentT, sample, expand, factor, constraints } from "/work/main/dist/ppl/index.js";
import { diamonds } from "/work/main/scripts/posteriordb/diamonds.js";
const { data } = JSON.parse(readFileSync("/work/shared/reference/posteriordb/diamonds-diamonds.json"));
const args=diamonds.data(data); const c0=process.cpuUsage();
const r=await mcmc({model:diamonds.model, chains:1, warmup:1000, samples:1000, seed:1, onProgress:(p)=>{ if(p.iteration%100===0){ const c=process.cpuUsage(c0); console.log(p.phase,p.iteration,"cpu s",((c.user+c.system)/1e6).toFixed(1),"step",p.stepSize.toFixed(4)); } }}, ...args);
console.log(r.chains.evaluations, r.chains.treeDepth.reduce((a,b)=>a+b)/r.chains.treeDepth.length);
