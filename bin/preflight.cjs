// Old syntax on purpose: this file runs on whatever Node the machine has, finds Node 24 and starts the named
// file with it, or says what to install. Usage: node bin/preflight.cjs FILE [ARGUMENT ...]
'use strict';

var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');

var WANTED = 24;
var SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

function major(version) {
  return Number(String(version).replace(/^v/, '').split('.')[0]);
}

/** The Node that npm brought along, for this project or for the one that has it installed, if it runs on this machine. */
function bundledNode() {
  var name = 'node-' + process.platform + '-' + process.arch;
  var file;
  for (var folder = __dirname; ; folder = path.dirname(folder)) {
    file = path.join(folder, 'node_modules', name, 'bin', 'node');
    if (fs.existsSync(file)) break;
    if (folder === path.dirname(folder)) return undefined;
  }
  var answer = childProcess.spawnSync(file, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 && major(answer.stdout) >= WANTED ? file : undefined;
}

function isMusl() {
  if (process.platform !== 'linux') return false;
  if (process.report && process.report.getReport) {
    return !process.report.getReport().header.glibcVersionRuntime;
  }
  return fs.existsSync('/etc/alpine-release');
}

function refuse() {
  var here = process.version + ' on ' + process.platform + '-' + process.arch;
  console.error('imbuto needs Node.js ' + WANTED + ' or newer; this is ' + here + '.');
  if (!fs.existsSync(path.join(__dirname, '..', 'node_modules'))) {
    console.error('Run "npm ci" first: on Linux (x64, arm64) it brings the right Node.js along.');
  } else if (isMusl()) {
    console.error('The Node.js that npm brings along needs glibc 2.28; Alpine and other musl systems have none.');
    console.error('Install Node.js ' + WANTED + ' from your distribution ("apk add nodejs-current"), then try again.');
  } else {
    console.error('Install Node.js ' + WANTED + ' from https://nodejs.org ("nvm install ' + WANTED + '"), then try again.');
  }
  process.exit(1);
}

/** Runs the file in this process, as if it had been named on the command line. */
function runHere(file) {
  process.argv.splice(1, 1);
  process.argv[1] = path.resolve(file);
  require('module').runMain(process.argv[1]);
}

/** Runs the file in a Node of its own. The channel tells that one when this process ends, however it ends. */
function runWith(node, args) {
  var child = childProcess.spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  function pass(signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  }
  SIGNALS.forEach(pass);
  child.on('error', function (error) {
    console.error('imbuto could not start ' + node + ': ' + error.message);
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    if (!signal) return process.exit(code);
    SIGNALS.forEach(function (name) {
      process.removeAllListeners(name);
    });
    process.kill(process.pid, signal);
  });
}

var args = process.argv.slice(2);
if (!args.length) {
  console.error('Usage: node bin/preflight.cjs FILE [ARGUMENT ...]');
  process.exit(2);
}
if (major(process.version) >= WANTED) runHere(args[0]);
else runWith(bundledNode() || refuse(), args);
