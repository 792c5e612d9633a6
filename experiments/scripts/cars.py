"""Fuel use of cars by a linear model, in Python without any library. Started by hand, it trains with the defaults."""
import csv
import os
import random

import lrsweep

run = lrsweep.start(lr=0.02, epochs=200)
run.seed_everything()

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/mtcars.csv"), newline="") as file:
    cars = [{name: float(value) for name, value in row.items() if name != "model"} for row in csv.DictReader(file)]
columns = [name for name in cars[0] if name != "mpg"]


def standardised(name):
    values = [car[name] for car in cars]
    mean = sum(values) / len(values)
    deviation = (sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5
    return [(value - mean) / deviation for value in values]


features = list(zip(*[standardised(name) for name in columns]))
targets = [car["mpg"] for car in cars]
weights, bias = [0.0] * len(columns), 0.0


def predict(row):
    return bias + sum(weight * value for weight, value in zip(weights, row))


for epoch in run.epochs():
    order = list(range(len(cars)))
    random.shuffle(order)
    for step, index in enumerate(order):
        rate = run.rate(step)
        error = predict(features[index]) - targets[index]
        bias -= rate * error
        weights = [weight - rate * error * value for weight, value in zip(weights, features[index])]
    run.log(train_loss=sum((predict(row) - target) ** 2 for row, target in zip(features, targets)) / len(cars))
