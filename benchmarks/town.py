"""A whole installation on this machine for the benches: its servers, its contracts in bulk, its people at work."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import batched, chain
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.identity import Identities
from cli.installation import prepare, processes
from command_handler import CommandHandler, Decision, Envelope
from domain.command import Command
from domain.facts import ContractFacts, Organisation
from domain.process.registration import RegisterContract
from domain.process.triage import TriageClause
from domain.vocabulary import Clause
from embedded.child import Child
from embedded.data_folder import DataFolder
from embedded.postgres import binaries
from embedded.supervisor import servers
from event_store.streams import append, clock, move_clock
from projections.nudges import wake_all
from settings import Settings
from worker import create_handler
